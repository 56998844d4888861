import type { Command } from "../../design/keys";
import { reasonKey } from "../../workbench/reasons";
import type { Verdict } from "../../workbench/task";

interface Acts {
  judge: (verdict: Verdict) => void;
  take: (source: number) => void;
  /** How many sources can be taken; their keys are 1, 2, 3. */
  count: number;
  /** Codes and names in the order of their keys. */
  reasons: readonly (readonly [code: string, name: string])[];
  reason: (code: string) => void;
  step: (by: number) => void;
  write: () => void;
  flip: () => void;
  hide: () => void;
  returning: () => boolean;
  flicker: (down: boolean) => void;
}

/** Everything a reviewer does by key while judging; while correcting, the keys of the editor hold instead. */
export function reviewCommands(acts: Acts): Command[] {
  const verdict = (name: Verdict, label: string, key: string): Command => ({
    name: `review.${name}`,
    label,
    scope: "editor",
    group: "Verdict",
    keys: key,
    perform: () => acts.judge(name),
  });
  const difference = { scope: "editor", group: "Difference" } as const;
  const takes: Command[] = Array.from({ length: Math.min(acts.count, 3) }, (_, at) => ({
    name: `review.take.${at}`,
    label: at === 0 ? "Take one, go on to the next" : `Take answer ${at + 1}`,
    scope: "editor",
    group: "Difference",
    keys: String(at + 1),
    shown: at === 0 ? ["1", "to", String(Math.min(acts.count, 3))] : [],
    perform: () => acts.take(at),
  }));
  const reasons: Command[] = acts.reasons.map(([code, name], at) => ({
    name: `review.reason.${code}`,
    label: at === 0 ? "Reason" : `Reason: ${name}`,
    scope: "editor",
    group: "Verdict",
    keys: reasonKey(at),
    shown: at === 0 ? [reasonKey(0), "to", reasonKey(acts.reasons.length - 1)] : [],
    perform: () => acts.reason(code),
  }));
  return [
    verdict("accept", "Accept, next task", "a"),
    verdict("correct", "Correct", "c"),
    verdict("return", "Return", "r"),
    ...reasons,
    {
      name: "review.words",
      label: "Write to the annotator",
      scope: "editor",
      group: "Verdict",
      keys: "t",
      perform: acts.write,
    },
    {
      name: "review.to",
      label: "To the same person or another",
      scope: "editor",
      group: "Verdict",
      keys: "p",
      when: acts.returning,
      perform: acts.flip,
    },
    ...takes,
    {
      ...difference,
      name: "review.next",
      label: "Next difference or object",
      keys: "d",
      perform: () => acts.step(1),
    },
    {
      ...difference,
      name: "review.previous",
      label: "Previous",
      keys: "shift+d",
      perform: () => acts.step(-1),
    },
    {
      ...difference,
      name: "review.flicker",
      label: "Flicker, hold",
      keys: "x",
      perform: () => acts.flicker(true),
      release: () => acts.flicker(false),
    },
    {
      name: "review.hide",
      label: "Hide what agrees",
      scope: "editor",
      group: "View",
      keys: "h",
      perform: acts.hide,
    },
  ];
}
