import { useEffect, useState } from "react";
import { Caps, useCommands } from "../commands/keyboard";
import { type Answer, type Field, type FieldValue, fieldName } from "./field";
import { editorOf } from "./registry";

interface Props {
  fields: readonly (readonly [string, Field])[];
  answer: Answer;
  change: (answer: Answer, mark: string | null, field: string) => void;
  /** Another task: the first open field takes the keys. */
  task: number;
  /** Whether keys answer here at all (a reviewer who only looks has other keys). */
  live?: boolean;
  marks?: (name: string) => ReadonlyMap<string, string> | undefined;
}

/** Fields one below the other. The choice keys belong to one of them; the others wait for D or a click. */
export function FieldForm({ fields, answer, change, task, live = true, marks }: Props) {
  const [active, setActive] = useState(fields[0]?.[0] ?? "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new task moves the keys back
  useEffect(() => setActive(fields.find(([name]) => answer[name] === undefined)?.[0] ?? fields[0]?.[0] ?? ""), [task]);
  const several = fields.length > 1;
  const put = (name: string) => (value: FieldValue | undefined, mark?: string) => {
    const { [name]: _, ...rest } = answer;
    change(value === undefined ? rest : { ...rest, [name]: value }, mark ?? null, name);
    if (mark) return;
    const at = fields.findIndex(([other]) => other === name);
    const next = fields.slice(at + 1).find(([other]) => answer[other] === undefined);
    if (next && value !== undefined && fields[at]?.[1].type !== "multi_choice") setActive(next[0]);
  };
  const step = (by: 1 | -1) => {
    const at = fields.findIndex(([name]) => name === active);
    setActive(fields[(at + by + fields.length) % fields.length]?.[0] ?? active);
  };
  const current = fields.find(([name]) => name === active);
  const actions =
    current && live
      ? (editorOf(current[1])?.actions({
          name: current[0],
          field: current[1],
          value: answer[current[0]],
          change: put(current[0]),
        }) ?? [])
      : [];
  useCommands(actions);
  useCommands(
    several && live
      ? [
          {
            name: "field.next",
            label: "Next question",
            scope: "editor",
            group: "Answer",
            keys: ["KeyD"],
            perform: () => step(1),
          },
          {
            name: "field.previous",
            label: "Previous question",
            scope: "editor",
            group: "Answer",
            keys: ["Shift+KeyD"],
            perform: () => step(-1),
          },
        ]
      : [],
  );
  return (
    <>
      {fields.map(([name, field]) => {
        const View = editorOf(field)?.View;
        const on = live && name === active;
        return (
          View && (
            <div
              key={name}
              className={several && on ? "question on" : "question"}
              onFocusCapture={() => setActive(name)}
              onPointerDownCapture={() => setActive(name)}
            >
              {several && (
                <h3>
                  {fieldName(name, field)}
                  {field.required === false && <span className="muted"> optional</span>}
                  {!on && answer[name] === undefined && live && <Caps keys="KeyD" />}
                </h3>
              )}
              {field.help && <p className="small muted">{field.help}</p>}
              <View
                name={name}
                field={field}
                value={answer[name]}
                change={put(name)}
                active={on}
                marks={marks?.(name)}
              />
            </div>
          )
        );
      })}
    </>
  );
}
