import { Caps } from "../../commands/keyboard";
import type { RatingField } from "../field";
import type { FieldViewProps } from "../registry";
import { levelKey } from "./model";

/** The scale upright, with what every level means in view. */
export function RatingView({ name, field, value, change, active }: FieldViewProps<RatingField, number>) {
  return (
    <div className="levels" role="radiogroup" aria-label={field.name ?? name}>
      {field.levels.map((level, at) => (
        <button
          type="button"
          key={level.value}
          className={value === level.value ? "level on" : "level"}
          aria-pressed={value === level.value}
          onClick={() => change(level.value)}
        >
          {active ? <Caps keys={levelKey(field.levels, at)} on={value === level.value} /> : <span />}
          <b>{level.name}</b>
          <span className="tx">{level.description}</span>
        </button>
      ))}
    </div>
  );
}
