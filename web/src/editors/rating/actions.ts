import type { Command } from "../../commands/command";
import type { RatingField } from "../field";
import type { FieldActions } from "../keys";
import { levelKey } from "./model";

export function ratingActions({ name, field, change }: FieldActions<RatingField, number>): Command[] {
  return field.levels.map((level, at) => ({
    name: `rating.${name}.${level.value}`,
    label: level.name,
    scope: "editor",
    keys: [levelKey(field.levels, at)],
    perform: () => change(level.value),
    ...(at === 0 ? { group: "Answer", shown: ["1", "to", String(field.levels.length)] } : {}),
  }));
}
