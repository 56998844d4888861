import { useRef } from "react";
import { useCommands } from "../../commands/keyboard";
import type { TextField } from "../field";
import type { FieldViewProps } from "../registry";
import { textActions } from "./actions";
import { left, readText } from "./model";

export function TextView({ name, field, value, change, active }: FieldViewProps<TextField, string>) {
  const input = useRef<HTMLTextAreaElement>(null);
  const room = left(field, value);
  useCommands(active ? textActions({ name, focus: () => input.current?.focus() }) : []);
  return (
    <div className="written">
      <textarea
        ref={input}
        className="area"
        rows={3}
        dir="auto"
        value={value ?? ""}
        aria-label={field.name ?? name}
        placeholder={active ? "T to write" : undefined}
        onChange={(event) => change(readText(field, event.target.value), `typing ${name}`)}
      />
      {room !== null && <small className="muted num">{room} left</small>}
    </div>
  );
}
