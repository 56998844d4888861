import { useOwnKeys } from "../../design/commands";
import { Caps } from "../../design/parts";
import type { RatingField } from "../field";
import type { FieldViewProps } from "../registry";
import { levelKeys } from "./model";

/** The scale upright, with what every level means in view. */
export function RatingView({ name, field, value, change, active }: FieldViewProps<RatingField, number>) {
  const keys = levelKeys(field.levels, useOwnKeys());
  return (
    <div className="levels" role="radiogroup" aria-label={field.name ?? name}>
      {field.levels.map((level, at) => (
        <button
          type="button"
          key={level.value}
          className={value === level.value ? "level on" : "level"}
          aria-pressed={value === level.value}
          title={level.description}
          onClick={() => change(level.value)}
        >
          {active && keys[at] ? <Caps keys={keys[at]} on={value === level.value} fixed /> : <span />}
          <b>{level.name}</b>
          <span className="tx">{level.description}</span>
        </button>
      ))}
    </div>
  );
}
