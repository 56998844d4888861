import type { Command } from "../../design/keys";
import type { ChoiceField } from "../field";
import { choiceCommands, choiceKeys, type FieldActions } from "../keys";
import { toggled } from "./model";

/** Each key puts its class in or takes it out. */
export function multiChoiceActions({
  name,
  field,
  value,
  own,
  change,
}: FieldActions<ChoiceField, readonly string[]>): Command[] {
  return choiceCommands(`multi.${name}`, field.classes, choiceKeys(field.classes, own), (at) => {
    const one = field.classes[at];
    if (one) change(toggled(field, value ?? [], one.id));
  });
}
