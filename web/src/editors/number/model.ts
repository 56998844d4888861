import type { NumberField } from "../field";

/** The number that was typed, or why it is none: `[value, ""]` or `[undefined, reason]`. Nothing typed is no value. */
export function readNumber(field: NumberField, typed: string): [number | undefined, string] {
  const text = typed.trim().replace(",", ".");
  if (text === "") return [undefined, ""];
  const value = Number(text);
  if (!Number.isFinite(value)) return [undefined, "not a number"];
  if (field.integer && !Number.isInteger(value)) return [undefined, "whole numbers only"];
  if (field.min !== undefined && value < field.min) return [undefined, `at least ${field.min}`];
  if (field.max !== undefined && value > field.max) return [undefined, `at most ${field.max}`];
  return [value, ""];
}
