import { type Answer, type BoxObject, type Field, type Fields, fieldName } from "../editors/field";

/** An answer in a few words: "billing", "3 of 5", "12 objects". */
export function summary(fields: Fields, answer: Answer): string {
  return Object.entries(fields)
    .map(([name, field]) => said(field, answer[name], name))
    .filter(Boolean)
    .join(", ");
}

function said(field: Field, value: Answer[string] | undefined, name: string): string {
  if (value === undefined) return "";
  switch (field.type) {
    case "choice":
      return field.classes.find((one) => one.id === value)?.name ?? String(value);
    case "multi_choice":
      return (value as readonly string[])
        .map((id) => field.classes.find((one) => one.id === id)?.name ?? id)
        .join(" + ");
    case "boolean":
      return `${fieldName(name, field)}: ${value ? "yes" : "no"}`;
    case "rating":
      return field.levels.find((one) => one.value === value)?.name ?? String(value);
    case "box": {
      const count = (value as readonly BoxObject[]).length;
      return count === 1 ? "1 object" : `${count} objects`;
    }
    default:
      return String(value);
  }
}
