import type { ChoiceField } from "../field";

/** The chosen classes with one put in or taken out, in the order of the schema. Beyond `max` nothing is put in. */
export function toggled(field: ChoiceField, value: readonly string[], id: string): readonly string[] {
  if (value.includes(id)) return value.filter((one) => one !== id);
  if (field.max !== undefined && value.length >= field.max) return value;
  return field.classes.map((one) => one.id).filter((one) => one === id || value.includes(one));
}
