import { useEffect, useRef, useState } from "react";
import { useCommands } from "../../commands/keyboard";
import type { NumberField } from "../field";
import type { FieldViewProps } from "../registry";
import { numberActions } from "./actions";
import { readNumber } from "./model";

export function NumberView({ name, field, value, change, active }: FieldViewProps<NumberField, number>) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value === undefined ? "" : String(value));
  const [number, reason] = readNumber(field, typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed leads; only a value from outside (undo, the next task) replaces it
  useEffect(() => {
    if (value !== number) setTyped(value === undefined ? "" : String(value));
  }, [value]);
  useCommands(active ? numberActions({ name, focus: () => input.current?.select() }) : []);
  return (
    <div className="written row">
      <input
        ref={input}
        className="input"
        inputMode="decimal"
        value={typed}
        aria-label={field.name ?? name}
        aria-invalid={reason !== ""}
        placeholder={active ? "T to write" : undefined}
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
