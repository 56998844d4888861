import "./data.css";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Item, itemsPage, itemsUpTo } from "../../api/items";
import { may } from "../../api/may";
import { definitionQuery, projectQuery } from "../../api/projects";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Empty, Failure, Segments, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { failed } from "../../design/toasts";
import { count } from "../../design/words";
import type { BoxField, Fields } from "../../editors/field";
import { Bulk } from "./bulk";
import { Drawer } from "./drawer";
import { Filters, filterNames } from "./filters";
import { ImportSheet } from "./import-sheet";
import { Rows } from "./rows";
import { all, MOST, nothing, picked } from "./selection";
import { Legend, Thumb } from "./thumb";

/** Which items, and what happened to this one? */
export function DataRoom() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug/data" });
  const search = useSearch({ from: "/private/frame/projects/$slug/data" });
  const navigate = useNavigate();
  const view = search.view === "table" ? "table" : "grid";
  const opened = search.item ? Number(search.item) : null;
  const filter = Object.fromEntries(Object.entries(search).filter(([name]) => filterNames.includes(name)));
  const go = (change: Record<string, string | undefined>, replace = true) => {
    const next: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...search, ...change })) if (value) next[name] = value;
    void navigate({ to: "/projects/$slug/data", params: { slug }, search: next, replace });
  };
  const pages = useInfiniteQuery({
    queryKey: ["project", slug, "items", filter],
    queryFn: ({ pageParam, signal }) => itemsPage(slug, { ...filter, after: pageParam, limit: 100 }, signal),
    initialPageParam: null as number | string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const definition = useQuery(definitionQuery(slug));
  const fields = (definition.data?.schema ?? {}) as unknown as Fields;
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const { data: project } = useQuery(projectQuery(slug));
  const choosing = may(project?.roles, "project.manage") && project?.state === "running";
  const [selection, setSelection] = useState(nothing<Item>);
  const choose = useLatest((id: number, range: boolean) => setSelection(picked(selection, items, id, range)));
  const shape = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen belongs to the filter it was chosen under
  useEffect(() => setSelection(nothing()), [shape, slug]);
  const everything = useMutation({
    mutationFn: () => itemsUpTo(slug, filter, MOST),
    onSuccess: (found) => setSelection(all(found)),
    onError: failed,
  });
  const at = items.findIndex((item) => item.id === opened);
  const move = (by: number) => {
    const item = items[Math.max(0, Math.min(items.length - 1, at < 0 ? 0 : at + by))];
    if (item) go({ item: String(item.id) });
  };
  const open = useLatest((id: number) => go({ item: String(id) }));
  const query = useRef<HTMLInputElement>(null);
  useCommands([
    { name: "data.find", label: "Find items", keys: "/", perform: () => query.current?.focus() },
    { name: "data.next", label: "Next item", keys: "j", perform: () => move(1) },
    { name: "data.before", label: "Item before", keys: "k", perform: () => move(-1) },
    {
      name: "data.view",
      label: "Grid or table",
      keys: "v",
      perform: () => go({ view: view === "grid" ? "table" : "" }),
    },
    { name: "data.import", label: "Import data", keys: "i", icon: "upload", perform: () => go({ import: "1" }) },
    {
      name: "data.close",
      label: "Close the item",
      keys: "escape",
      quiet: true,
      when: () => opened !== null,
      perform: () => go({ item: "" }),
    },
    {
      name: "data.choose",
      label: "Select this item",
      keys: "x",
      when: () => choosing && opened !== null,
      perform: () => opened !== null && choose(opened, false),
    },
    {
      name: "data.choose.range",
      label: "Select up to this item",
      keys: "shift+x",
      when: () => choosing && opened !== null,
      perform: () => opened !== null && choose(opened, true),
    },
    {
      name: "data.choose.all",
      label: "Select all that the filter leaves",
      keys: "mod+a",
      when: () => choosing && items.length > 0,
      perform: () => everything.mutate(),
    },
    {
      name: "data.choose.none",
      label: "Select nothing",
      keys: "escape",
      quiet: true,
      when: () => opened === null && selection.chosen.size > 0,
      perform: () => setSelection(nothing()),
    },
  ]);
  const total = pages.data?.pages[0]?.total;
  const whole = typeof total === "number" ? Math.min(total, MOST) : MOST;
  return (
    <Room title="Data" flush>
      <div className={opened === null ? "data wide" : "data"}>
        <div className="bar">
          <div className="row data-h">
            <h1>Data</h1>
            <States state={search.state ?? ""} change={(state) => go({ state, item: "" })} />
            <button type="button" className="btn s end" onClick={() => go({ import: "1" })}>
              <Icon name="upload" /> Import
            </button>
          </div>
          <Filters
            slug={slug}
            filter={filter}
            fields={fields}
            query={query}
            change={(next) => go({ ...next, item: "" })}
          >
            <Segments
              label="View"
              value={view}
              onChange={(next) => go({ view: next === "table" ? "table" : "" })}
              choices={[
                { value: "grid", label: <Icon name="projects" /> },
                { value: "table", label: <Icon name="list" /> },
              ]}
            />
          </Filters>
          <div className="row data-f">
            <span className="sub num">{total === undefined || total === null ? "" : totalText(total)}</span>
            <Legend fields={fields} />
          </div>
        </div>
        <div className="list-box">
          {pages.error ? (
            <div className="pad-box">
              <Failure error={pages.error} retry={() => void pages.refetch()} />
            </div>
          ) : pages.isPending ? (
            <div className="pad-box">
              <Skeleton heights={[120, 121, 122]} />
            </div>
          ) : items.length === 0 ? (
            <Nothing
              filtered={Object.keys(filter).length > 0}
              clear={() => go(Object.fromEntries(filterNames.map((name) => [name, ""])))}
              add={() => go({ import: "1" })}
            />
          ) : (
            <List
              items={items}
              view={view}
              fields={fields}
              opened={opened}
              open={open}
              chosen={choosing ? selection.chosen : null}
              choose={choose}
              more={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
            />
          )}
        </div>
        {selection.chosen.size > 0 && (
          <Bulk
            slug={slug}
            items={[...selection.chosen.values()]}
            clear={() => setSelection(nothing())}
            everything={
              selection.chosen.size < whole
                ? {
                    label: total === whole ? `Select all ${count(whole)}` : `Select the first ${count(whole)}`,
                    choose: () => everything.mutate(),
                    busy: everything.isPending,
                  }
                : null
            }
          />
        )}
        {opened !== null && (
          <Drawer slug={slug} id={opened} fields={fields} close={() => go({ item: "" })} move={move} />
        )}
      </div>
      <ImportSheet slug={slug} opened={search.import === "1"} close={() => go({ import: "" })} />
    </Room>
  );
}

const totalText = (total: number | string) =>
  typeof total === "number" ? `${total.toLocaleString("en")} items` : `${total} items`;

function States({ state, change }: { state: string; change: (state: string) => void }) {
  const states = [
    ["", "All"],
    ["active", "In work"],
    ["accepted", "Accepted"],
    ["held", "Held back"],
    ["dropped", "Dropped"],
  ] as const;
  return (
    <div className="tabs" role="tablist" aria-label="State">
      {states.map(([value, label]) => (
        <button
          key={value}
          type="button"
          role="tab"
          aria-selected={state === value}
          className={state === value ? "bare on" : "bare"}
          onClick={() => change(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Nothing({ filtered, clear, add }: { filtered: boolean; clear: () => void; add: () => void }) {
  return filtered ? (
    <Empty
      title="No item matches"
      actions={
        <button type="button" className="btn s" onClick={clear}>
          Clear all
        </button>
      }
    >
      Every part of the filter must hold.
    </Empty>
  ) : (
    <Empty
      title="No data yet"
      actions={
        <button type="button" className="btn primary" onClick={add}>
          <Icon name="upload" /> Import
        </button>
      }
    >
      A folder of photos or a table of texts; importing again later adds only what is new.
    </Empty>
  );
}

interface ListProps {
  items: Item[];
  view: "grid" | "table";
  fields: Fields;
  opened: number | null;
  open: (id: number) => void;
  chosen: ReadonlyMap<number, Item> | null;
  choose: (id: number, range: boolean) => void;
  more: (() => void) | null;
}

/** A function that stays the same one while what it does is always the newest: tiles are not drawn anew for it. */
function useLatest<A extends unknown[]>(act: (...given: A) => void): (...given: A) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...given: A) => latest.current(...given), []);
}

/** The items, and the next hundred when the foot comes into view. */
function List({ items, view, fields, opened, open, chosen, choose, more }: ListProps) {
  const foot = useRef<HTMLDivElement>(null);
  const latest = useRef(more);
  latest.current = more;
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!foot.current || !box) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current?.(), {
      root: box,
      rootMargin: "600px",
    });
    watch.observe(foot.current);
    return () => watch.disconnect();
  }, [box]);
  const boxes = Object.entries(fields).find(([, field]) => field.type === "box") as [string, BoxField] | undefined;
  return (
    <div ref={setBox} className="list-scroll">
      {view === "grid" ? (
        <div className="thumbs">
          {items.map((item) => (
            <Thumb
              key={item.id}
              item={item}
              boxes={boxes}
              current={item.id === opened}
              chosen={chosen ? chosen.has(item.id) : null}
              open={open}
              choose={choose}
            />
          ))}
        </div>
      ) : (
        <Rows items={items} fields={fields} opened={opened} open={open} chosen={chosen} choose={choose} />
      )}
      <div ref={foot} className="list-foot">
        {more && <span className="sub">Loading more</span>}
      </div>
    </div>
  );
}
