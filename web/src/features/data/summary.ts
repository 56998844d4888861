import type { Answer, Fields } from "../../editors/field";
import * as words from "../../workbench/summary";

/** An answer in a few words: "Billing", "3 objects, dry"; null where there is none. */
export function summary(fields: Fields, answer: Record<string, unknown> | null | undefined): string | null {
  if (!answer) return null;
  if (answer.cannot_judge === true) return "cannot judge";
  return words.summary(fields, answer as Answer) || null;
}
