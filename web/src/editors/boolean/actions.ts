import type { Command } from "../../design/keys";
import type { BooleanField } from "../field";
import { choiceCommands, choiceKeys, type FieldActions } from "../keys";
import { ANSWERS } from "./model";

export function booleanActions({ name, own, change }: FieldActions<BooleanField, boolean>): Command[] {
  return choiceCommands(`boolean.${name}`, ANSWERS, choiceKeys(ANSWERS, own), (at) => change(ANSWERS[at]?.value));
}
