import type { Level } from "../field";
import { choiceKeys, DIGITS } from "../keys";

/** The key of each level: its own value where all values are digits 1 to 9, else its place. */
export function levelKeys(levels: readonly Level[], own: ReadonlySet<string>): (string | null)[] {
  const values = levels.map((one) => String(one.value));
  const digits = values.every((one) => DIGITS.includes(one));
  return choiceKeys(levels, own, digits ? [...new Set([...values, ...DIGITS])] : DIGITS);
}
