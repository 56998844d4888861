import type { Command } from "../../design/keys";
import type { RatingField } from "../field";
import { choiceCommands, type FieldActions } from "../keys";
import { levelKeys } from "./model";

export function ratingActions({ name, field, own, change }: FieldActions<RatingField, number>): Command[] {
  return choiceCommands(`rating.${name}`, field.levels, levelKeys(field.levels, own), (at) =>
    change(field.levels[at]?.value),
  );
}
