import type { Level } from "../field";

/** The key of a level: its own value where all values are digits 1 to 9, else its place. */
export function levelKey(levels: readonly Level[], at: number): string {
  const digits = levels.every((one) => Number.isInteger(one.value) && one.value >= 1 && one.value <= 9);
  return `Digit${digits ? levels[at]?.value : at + 1}`;
}
