import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Query } from "../../api/http";
import { type Item, itemsUpTo } from "../../api/items";
import { may } from "../../api/may";
import { projectQuery } from "../../api/projects";
import { useCommands } from "../../design/commands";
import { failed } from "../../design/toasts";
import { count } from "../../design/words";
import { all, MOST, nothing, picked } from "./selection";

interface Selected {
  /** Null for whom, or where, nothing can be done with a selection. */
  chosen: ReadonlyMap<number, Item> | null;
  choose: (id: number, range: boolean) => void;
  clear: () => void;
  /** Selects all that the filter leaves; null where all of it is selected. */
  everything: { label: string; choose: () => void; busy: boolean } | null;
}

/** What is selected of a filtered list, with its keys. `at` is the item that is open. */
export function useSelected(
  slug: string,
  filter: Query,
  items: readonly Item[],
  at: number | null,
  total: number | string | null | undefined,
): Selected {
  const { data: project } = useQuery(projectQuery(slug));
  const allowed = may(project?.roles, "project.manage") && project?.state === "running";
  const [selection, setSelection] = useState(nothing<Item>);
  const choose = useLatest((id: number, range: boolean) => setSelection(picked(selection, items, id, range)));
  const clear = () => setSelection(nothing());
  const shape = JSON.stringify(filter);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected belongs to the filter it was selected under
  useEffect(() => setSelection(nothing()), [shape, slug]);
  const fetch = useMutation({
    mutationFn: () => itemsUpTo(slug, filter, MOST),
    onSuccess: (found) => setSelection(all(found)),
    onError: failed,
  });
  const here = () => allowed && at !== null;
  useCommands([
    {
      name: "data.choose",
      label: "Select this item",
      keys: "x",
      when: here,
      perform: () => at !== null && choose(at, false),
    },
    {
      name: "data.choose.range",
      label: "Select up to this item",
      keys: "shift+x",
      when: here,
      perform: () => at !== null && choose(at, true),
    },
    {
      name: "data.choose.all",
      label: "Select all that the filter leaves",
      keys: "mod+a",
      when: () => allowed && items.length > 0,
      perform: () => fetch.mutate(),
    },
    {
      name: "data.choose.none",
      label: "Select nothing",
      keys: "escape",
      quiet: true,
      when: () => at === null && selection.chosen.size > 0,
      perform: clear,
    },
  ]);
  const whole = typeof total === "number" ? Math.min(total, MOST) : MOST;
  const everything = {
    label: total === whole ? `Select all ${count(whole)}` : `Select the first ${count(whole)}`,
    choose: () => fetch.mutate(),
    busy: fetch.isPending,
  };
  return {
    chosen: allowed ? selection.chosen : null,
    choose,
    clear,
    everything: selection.chosen.size < whole ? everything : null,
  };
}

/** A function that stays the same one while what it does is always the newest: tiles are not drawn anew for it. */
export function useLatest<A extends unknown[]>(act: (...given: A) => void): (...given: A) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...given: A) => latest.current(...given), []);
}
