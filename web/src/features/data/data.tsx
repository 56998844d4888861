import "./data.css";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { itemsPage } from "../../api/items";
import { definitionQuery } from "../../api/projects";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Empty, Failure, Segments, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import type { Fields } from "../../editors/field";
import { Bulk } from "./bulk";
import { Drawer } from "./drawer";
import { Filters, filterNames } from "./filters";
import { ImportSheet } from "./import-sheet";
import { List } from "./list";
import { Legend } from "./thumb";
import { useLatest, useSelected } from "./use-selected";

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
  const open = useLatest((id: number) => go({ item: String(id) }));
  const selected = useSelected(slug, filter, items, opened, pages.data?.pages[0]?.total);
  const at = items.findIndex((item) => item.id === opened);
  const move = (by: number) => {
    const item = items[Math.max(0, Math.min(items.length - 1, at < 0 ? 0 : at + by))];
    if (item) go({ item: String(item.id) });
  };
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
  ]);
  const total = pages.data?.pages[0]?.total;
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
                { value: "grid", name: "Grid", label: <Icon name="projects" /> },
                { value: "table", name: "Table", label: <Icon name="list" /> },
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
              chosen={selected.chosen}
              choose={selected.choose}
              more={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
            />
          )}
        </div>
        {selected.chosen !== null && selected.chosen.size > 0 && (
          <Bulk
            slug={slug}
            items={[...selected.chosen.values()]}
            clear={selected.clear}
            everything={selected.everything}
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
