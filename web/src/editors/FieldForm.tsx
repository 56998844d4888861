import { useEffect, useState } from "react";
import { useCommands, useOwnKeys } from "../design/commands";
import type { Command } from "../design/keys";
import { Caps } from "../design/parts";
import { type Answer, type Field, type FieldValue, fieldName, isOpen } from "./field";
import type { FieldActions } from "./keys";
import { editorOf } from "./registry";
import { focusStage } from "./stage";

type Named = readonly (readonly [string, Field])[];

interface Props {
  fields: Named;
  answer: Answer;
  change: (answer: Answer, mark: string | null, field: string) => void;
  /** Another task: the first open field takes the keys. */
  task: number;
  /** The form lies beside something that has the keys too: the field that has them now (null: the other has), and how they move. */
  beside?: { at: string | null; go: (name: string | null) => void };
  /** No key answers here, for it is only a trial. */
  keyless?: boolean;
  marks?: (name: string) => ReadonlyMap<string, string> | undefined;
}

/** The first field that must be answered and is not, from one on and around. */
export function firstOpen(fields: Named, answer: Answer, from = 0): string | null {
  const around = [...fields.slice(from), ...fields.slice(0, from)];
  return around.find(([name, field]) => isOpen(name, field, answer))?.[0] ?? null;
}

/** Fields one below the other. The choice keys belong to one of them; the others wait for D or a click. */
export function FieldForm({ fields, answer, change, task, beside, keyless = false, marks }: Props) {
  const first = fields[0]?.[0] ?? null;
  const [turn, setTurn] = useState(first);
  const [active, go] = beside ? [beside.at, beside.go] : [turn, setTurn];
  const own = useOwnKeys();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new task moves the keys back
  useEffect(() => setTurn(firstOpen(fields, answer) ?? first), [task]);
  useEffect(() => {
    if (active !== null) document.querySelector(".question.on")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const place = (name: string | null) => fields.findIndex(([other]) => other === name);
  const next = (after: string | null, given: Answer) => {
    const open = firstOpen(fields, given, place(after) + 1);
    if (open || beside) go(open);
  };
  const put = (name: string) => (value: FieldValue | undefined, mark?: string) => {
    const { [name]: _, ...rest } = answer;
    const given = value === undefined ? rest : { ...rest, [name]: value };
    change(given, mark ?? null, name);
    const several = fields[place(name)]?.[1].type === "multi_choice";
    if (!mark && value !== undefined && !several && active !== null) next(name, given);
  };
  const step = (by: 1 | -1) => go(fields[(place(active) + by + fields.length) % fields.length]?.[0] ?? null);
  const write = (name: string) => {
    go(name);
    document.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`)?.focus();
  };
  useCommands(
    keyless
      ? []
      : fields.flatMap(([name, field]) => answering({ name, field, value: answer[name], own, change: put(name) })),
  );
  function answering(context: FieldActions<Field, FieldValue>): Command[] {
    const { name, field, value } = context;
    const mine = name === active;
    const given = editorOf(field)?.actions(context) ?? [];
    const commands = mine ? given : given.filter((one) => one.own);
    if (mine && written(field))
      commands.push({ ...question, name: "field.write", label: "Write", keys: "t", perform: () => write(name) });
    if (!field.key) return commands;
    const flip = () => put(name)(value !== true);
    const perform = field.type === "boolean" ? flip : () => (written(field) ? write(name) : go(name));
    const label = fieldName(name, field);
    return [...commands, { ...question, name: `field.${name}`, label, keys: field.key, own: true, perform }];
  }
  const several = () => fields.length > 1;
  const moves: Command[] = [
    { ...question, name: "field.next", label: "Next question", keys: "d", when: several, perform: () => step(1) },
    {
      ...question,
      name: "field.previous",
      label: "Previous question",
      keys: "shift+d",
      when: several,
      perform: () => step(-1),
    },
    {
      ...question,
      name: "field.beside",
      label: "Back to the boxes",
      keys: "escape",
      when: () => beside !== undefined,
      perform: () => go(null),
    },
    {
      name: "field.written",
      label: "Done, next question",
      scope: "typing",
      group: "While typing",
      keys: "enter",
      when: () => document.activeElement?.matches("input[data-field]") ?? false,
      perform: () => {
        focusStage();
        next(active, answer);
      },
    },
  ];
  useCommands(keyless || active === null ? [] : moves);
  const titled = fields.length > 1 || beside !== undefined;
  const following = active === null ? -1 : (place(active) + 1) % fields.length;
  return fields.map(([name, field], at) => {
    const View = editorOf(field)?.View;
    const on = name === active && !keyless;
    return (
      View && (
        <div
          key={name}
          className={on && titled ? "question on" : "question"}
          onFocusCapture={() => go(name)}
          onPointerDownCapture={() => go(name)}
        >
          {titled && (
            <h3>
              {fieldName(name, field)}
              {field.required === false && <span className="muted"> optional</span>}
              {field.key && <Caps keys={field.key} fixed />}
              {at === following && !on && !keyless && <Caps keys="d" />}
            </h3>
          )}
          {field.help && <p className="small muted">{field.help}</p>}
          <View
            key={written(field) ? task : undefined}
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
  });
}

const question = { scope: "editor", group: "Answer" } as const;
const written = (field: Field) => field.type === "text" || field.type === "number";
