import { useOwnKeys } from "../../design/commands";
import type { TextField } from "../field";
import { hintToWrite } from "../keys";
import type { FieldViewProps } from "../registry";
import { left, readText } from "./model";

export function TextView({ name, field, value, change, active }: FieldViewProps<TextField, string>) {
  const room = left(field, value);
  const own = useOwnKeys();
  return (
    <div className="written">
      <textarea
        data-field={name}
        className="area"
        rows={3}
        dir="auto"
        value={value ?? ""}
        aria-label={field.name ?? name}
        placeholder={active ? hintToWrite(own) : undefined}
        onChange={(event) => change(readText(field, event.target.value), `typing ${name}`)}
      />
      {room !== null && <small className="muted num">{room} left</small>}
    </div>
  );
}
