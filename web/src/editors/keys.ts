import { CHOICE_KEYS, type Command } from "../commands/command";

/** The key of the n-th choice, or null when there are more choices than keys; those are found with `/`. */
export const keyOfChoice = (at: number): string | null => CHOICE_KEYS[at] ?? null;

/** What an editor of one field needs to make its commands. */
export interface FieldActions<F, V> {
  name: string;
  field: F;
  value: V | undefined;
  change: (value: V | undefined) => void;
}

/** Commands for a row of choices: one for each key, and one line in the help sheet that stands for all. */
export function choiceCommands(name: string, labels: readonly string[], pick: (at: number) => void): Command[] {
  const count = labels.filter((_, at) => keyOfChoice(at)).length;
  const last = keyOfChoice(count - 1)?.replace(/^(Key|Digit)/, "") ?? "1";
  return labels.slice(0, count).map((label, at) => ({
    name: `${name}.${at + 1}`,
    label,
    scope: "editor",
    keys: [keyOfChoice(at) ?? ""],
    perform: () => pick(at),
    ...(at === 0 ? { group: "Answer", shown: ["1", "to", last] } : {}),
  }));
}
