import type { Command } from "../../design/keys";
import type { ChoiceField } from "../field";
import { choiceCommands, choiceKeys, type FieldActions } from "../keys";

/** One key, one answer. */
export function choiceActions({ name, field, own, change }: FieldActions<ChoiceField, string>): Command[] {
  return choiceCommands(`choice.${name}`, field.classes, choiceKeys(field.classes, own), (at) =>
    change(field.classes[at]?.id),
  );
}
