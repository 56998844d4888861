import { useEffect, useState } from "react";
import { useOwnKeys } from "../../design/commands";
import type { NumberField } from "../field";
import { hintToWrite } from "../keys";
import type { FieldViewProps } from "../registry";
import { readNumber } from "./model";

export function NumberView({ name, field, value, change, active }: FieldViewProps<NumberField, number>) {
  const [typed, setTyped] = useState(value === undefined ? "" : String(value));
  const [number, reason] = readNumber(field, typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed leads; only a value from outside (undo, the next task) replaces it
  useEffect(() => {
    if (value !== number) setTyped(value === undefined ? "" : String(value));
  }, [value]);
  const own = useOwnKeys();
  return (
    <div className="written row">
      <input
        data-field={name}
        className="input"
        inputMode="decimal"
        value={typed}
        aria-label={field.name ?? name}
        aria-invalid={reason !== ""}
        placeholder={active ? hintToWrite(own) : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          const [next, wrong] = readNumber(field, event.target.value);
          if (!wrong) change(next, `typing ${name}`);
        }}
      />
      {field.unit && <span className="muted">{field.unit}</span>}
      {reason && <small className="bad-ink">{reason}</small>}
    </div>
  );
}
