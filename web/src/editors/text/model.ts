import type { TextField } from "../field";

/** What is kept of what was typed: cut at the allowed length in code points; nothing but spaces is no answer. */
export function readText(field: TextField, typed: string): string | undefined {
  if (typed.trim() === "") return undefined;
  const points = [...typed];
  return field.max_length !== undefined && points.length > field.max_length
    ? points.slice(0, field.max_length).join("")
    : typed;
}

/** How many characters are left, or null where there is no bound. */
export function left(field: TextField, value: string | undefined): number | null {
  return field.max_length === undefined ? null : field.max_length - [...(value ?? "")].length;
}
