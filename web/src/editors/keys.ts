/** Which key gives which answer: the one the definition names, else one by position. */
import { type Command, caps, moved } from "../design/keys";
import type { Field, Fields } from "./field";

export const DIGITS: readonly string[] = [..."123456789"];
/** Keys of choices by position: 1 to 9, then the letter rows as they lie on the keyboard, without those of commands. */
export const CHOICE_KEYS: readonly string[] = [...DIGITS, ..."qwertyopjkzx"];

export interface Choice {
  name: string;
  key?: string;
}

/** Every key the definition gives: to fields, classes, attributes and their classes. Each means one thing in the whole form. */
export function ownKeys(fields: Fields): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (field: Partial<Pick<Extract<Field, { type: "box" }>, "classes" | "attributes">> & { key?: string }) => {
    for (const one of [field, ...(field.classes ?? [])]) if (one.key) keys.add(one.key);
    for (const one of Object.values(field.attributes ?? {})) add(one);
  };
  for (const field of Object.values(fields)) add(field);
  return keys;
}

/**
 * The key of every choice, in order: its own, else the one at its position, else one that is left; null when there are
 * more choices than keys, which are found with `/`. `own` are the keys that the definition gives anywhere in the form.
 */
export function choiceKeys(
  choices: readonly Choice[],
  own: ReadonlySet<string>,
  pool: readonly string[] = CHOICE_KEYS,
): (string | null)[] {
  const taken = new Set([...own, ...choices.flatMap(({ key }) => key ?? [])]);
  const keys = choices.map(({ key }, at) => key ?? pool.find((one, place) => place === at && !taken.has(one)) ?? null);
  const left = pool.filter((one) => !taken.has(one) && !keys.includes(one));
  return keys.map((key) => key ?? left.shift() ?? null);
}

/** How keys stand in a row: `1 to 5`, or one by one where they are no row. */
export function rowOf(keys: readonly string[]): string[] {
  const row = keys.length > 2 && keys.every((key, at) => key === CHOICE_KEYS[at]);
  const caps = keys.map((key) => key.toUpperCase());
  return row ? ["1", "to", ...caps.slice(-1)] : caps.slice(0, 8);
}

/** "T to write", or wherever T is. */
export const hintToWrite = (own: ReadonlySet<string>): string => `${caps(moved("t", own)).join(" ")} to write`;

/** What an editor of one field needs to make its commands. */
export interface FieldActions<F, V> {
  name: string;
  field: F;
  value: V | undefined;
  own: ReadonlySet<string>;
  change: (value: V | undefined) => void;
}

/** Commands for a row of choices. On the key sheet keys by position are one line, keys of one's own a line each. */
export function choiceCommands(
  name: string,
  choices: readonly Choice[],
  keys: readonly (string | null)[],
  pick: (at: number) => void,
  what = "Choose",
): Command[] {
  const placed = keys.filter((key, at): key is string => key !== null && choices[at]?.key === undefined);
  const commands = choices.flatMap((one, at): Command[] => {
    const key = keys[at];
    if (!key) return [];
    const listed = one.key ? { own: true } : { shown: [] };
    return [
      {
        name: `${name}.${at + 1}`,
        label: one.name,
        scope: "editor",
        group: "Answer",
        keys: key,
        ...listed,
        perform: () => pick(at),
      },
    ];
  });
  const all = { name, label: what, group: "Answer", quiet: true, shown: rowOf(placed), perform: () => undefined };
  return placed.length > 0 ? [all, ...commands] : commands;
}
