import type { Command } from "../../commands/command";
import type { ChoiceField } from "../field";
import { choiceCommands, type FieldActions } from "../keys";
import { toggled } from "./model";

/** Each key puts its class in or takes it out. */
export function multiChoiceActions({
  name,
  field,
  value,
  change,
}: FieldActions<ChoiceField, readonly string[]>): Command[] {
  return choiceCommands(
    `multi.${name}`,
    field.classes.map((one) => one.name),
    (at) => {
      const one = field.classes[at];
      if (one) change(toggled(field, value ?? [], one.id));
    },
  );
}
