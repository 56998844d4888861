import { Choices } from "../choice/view";
import type { ChoiceField } from "../field";
import type { FieldViewProps } from "../registry";
import { toggled } from "./model";

/** The same grid; each key puts its class in or takes it out. */
export function MultiChoiceView({
  name,
  field,
  value,
  change,
  active,
  marks,
}: FieldViewProps<ChoiceField, readonly string[]>) {
  const chosen = value ?? [];
  return (
    <Choices
      name={name}
      field={field}
      active={active}
      chosen={(id) => chosen.includes(id)}
      pick={(id) => change(toggled(field, chosen, id))}
      marks={marks}
    />
  );
}
