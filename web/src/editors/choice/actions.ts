import type { Command } from "../../commands/command";
import type { ChoiceField } from "../field";
import { choiceCommands, type FieldActions } from "../keys";

/** One key, one answer. */
export function choiceActions({ name, field, change }: FieldActions<ChoiceField, string>): Command[] {
  return choiceCommands(
    `choice.${name}`,
    field.classes.map((one) => one.name),
    (at) => change(field.classes[at]?.id),
  );
}
