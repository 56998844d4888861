import { useOwnKeys } from "../../design/commands";
import { Caps } from "../../design/parts";
import type { BooleanField } from "../field";
import { choiceKeys } from "../keys";
import type { FieldViewProps } from "../registry";
import { ANSWERS } from "./model";

export function BooleanView({ name, field, value, change, active }: FieldViewProps<BooleanField, boolean>) {
  const keys = choiceKeys(ANSWERS, useOwnKeys());
  return (
    <div className="grid15 two" role="radiogroup" aria-label={field.name ?? name}>
      {ANSWERS.map((one, at) => (
        <button
          type="button"
          key={one.name}
          className={value === one.value ? "cls on" : "cls"}
          aria-pressed={value === one.value}
          onClick={() => change(one.value)}
        >
          {active ? <Caps keys={keys[at] ?? ""} on={value === one.value} fixed /> : <span />}
          <span>{one.name}</span>
          <span className="n" />
        </button>
      ))}
    </div>
  );
}
