/** Unlimited undo and redo over immutable values: what is unchanged between two steps is shared, not copied. */
export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** Steps with the same mark in a row are one step (a held arrow key, a dragged handle); null never joins. */
  mark: string | null;
}

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [], mark: null };
}

export function push<T>(history: History<T>, now: T, mark: string | null = null): History<T> {
  if (Object.is(now, history.now)) return history;
  const joins = mark !== null && mark === history.mark && history.past.length > 0;
  return { past: joins ? history.past : [...history.past, history.now], now, future: [], mark };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (history.past.length === 0 || before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], mark: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future: rest, mark: null };
}
