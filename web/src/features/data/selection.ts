/** Which items are chosen: by click, by a range from the last one, or all that a filter leaves. */

/** As many as are chosen at once: so far the server counts a filtered list, too. */
export const MOST = 1_000;

export interface Selection<T> {
  chosen: ReadonlyMap<number, T>;
  /** Where a range begins: the item that was last put in or taken out. */
  anchor: number | null;
}

export const nothing = <T>(): Selection<T> => ({ chosen: new Map(), anchor: null });

/** The item in or out; with `range` everything from the last one to it goes the way the last one went. */
export function picked<T extends { id: number }>(
  before: Selection<T>,
  items: readonly T[],
  id: number,
  range: boolean,
): Selection<T> {
  const to = items.findIndex((one) => one.id === id);
  const from = range ? items.findIndex((one) => one.id === before.anchor) : -1;
  const item = items[to];
  if (!item) return before;
  const chosen = new Map(before.chosen);
  if (from < 0) {
    if (!chosen.delete(id)) chosen.set(id, item);
    return { chosen, anchor: id };
  }
  const put = before.anchor !== null && before.chosen.has(before.anchor);
  for (const one of items.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (put) chosen.set(one.id, one);
    else chosen.delete(one.id);
  }
  return { chosen, anchor: id };
}

export const all = <T extends { id: number }>(items: readonly T[]): Selection<T> => ({
  chosen: new Map(items.slice(0, MOST).map((one) => [one.id, one])),
  anchor: null,
});
