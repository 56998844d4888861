/** The four ways out for a task that nobody can finish, and what people said before it came to that. */
import type { Act, Stuck } from "../../api/stuck";
import { count } from "../../design/words";

interface Way {
  act: Act;
  label: string;
  effect: string;
  /** Why it cannot be done to these tasks; undefined where it can. */
  refused?: (tasks: readonly Stuck[]) => string | undefined;
}

const without = (tasks: readonly Stuck[]): string | undefined => {
  const n = tasks.filter(({ have }) => have === 0).length;
  return n > 0 ? `${count(n)} of them ${n === 1 ? "has" : "have"} no answer to settle with` : undefined;
};

export const ways: readonly Way[] = [
  { act: "lift", label: "Reopen", effect: "whoever skipped or answered may take them again" },
  { act: "give", label: "Give", effect: "one person gets them first" },
  { act: "settle", label: "Settle", effect: "the answers there are decide", refused: without },
  { act: "drop", label: "Drop", effect: "the items leave without a label" },
];

/** Reasons to skip over all these tasks, most frequent first. */
export function reasonsOf(tasks: readonly Stuck[]): { reason: string; people: number }[] {
  const sums = new Map<string, number>();
  for (const { reason, people } of tasks.flatMap(({ skips }) => skips))
    sums.set(reason, (sums.get(reason) ?? 0) + people);
  return [...sums]
    .map(([reason, people]) => ({ reason, people }))
    .sort((one, other) => other.people - one.people || one.reason.localeCompare(other.reason));
}
