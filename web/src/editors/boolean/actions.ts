import type { Command } from "../../commands/command";
import type { BooleanField } from "../field";
import { choiceCommands, type FieldActions } from "../keys";
import { ANSWERS } from "./model";

export function booleanActions({ name, change }: FieldActions<BooleanField, boolean>): Command[] {
  return choiceCommands(
    `boolean.${name}`,
    ANSWERS.map((one) => one.name),
    (at) => change(ANSWERS[at]?.value),
  );
}
