import { useEffect, useRef, useState } from "react";
import { useCommands, useOwnKeys } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Caps } from "../../design/parts";
import type { ChoiceField } from "../field";
import { choiceKeys } from "../keys";
import type { FieldViewProps } from "../registry";
import { focusStage } from "../stage";
import { firstMatch, matches, recent } from "./model";

/** Three columns, so that each row is three neighbours on the keyboard. The order is the schema's and never changes. */
export function ChoiceView({ name, field, value, change, active, marks }: FieldViewProps<ChoiceField, string>) {
  return (
    <Choices name={name} field={field} active={active} chosen={(id) => id === value} pick={change} marks={marks} />
  );
}

interface ChoicesProps {
  name: string;
  field: ChoiceField;
  active: boolean;
  chosen: (id: string) => boolean;
  pick: (id: string) => void;
  marks?: ReadonlyMap<string, string>;
}

/** The grid itself, for one choice or several; `/` filters in place: cells that do not match fade, none move. */
export function Choices({ name, field, active, chosen, pick, marks }: ChoicesProps) {
  const [typed, setTyped] = useState("");
  const [lately, setLately] = useState<readonly string[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const keys = choiceKeys(field.classes, useOwnKeys());
  // Keys by position are the active field's; those of the definition are always there.
  const keyAt = (at: number) => (active || field.classes[at]?.key ? keys[at] : null);
  const first = firstMatch(field.classes, typed);
  const finding = field.classes.length > 9;
  const focused = () => document.activeElement === input.current;
  const take = (id: string) => {
    setLately(recent(lately, id));
    pick(id);
  };
  const leave = () => {
    setTyped("");
    focusStage();
  };
  useCommands([
    {
      name: `${name}.find`,
      label: "Find a class",
      scope: "editor",
      group: "Answer",
      keys: "/",
      when: () => active && finding,
      perform: () => input.current?.focus(),
    },
    {
      name: `${name}.find.take`,
      label: "Take the first that matches",
      scope: "typing",
      keys: "enter",
      when: focused,
      perform: () => {
        if (first) take(first.id);
        leave();
      },
    },
    {
      name: `${name}.find.leave`,
      label: "Leave the field",
      scope: "typing",
      keys: "escape",
      when: focused,
      perform: leave,
    },
  ]);
  // A class that was chosen by its key is a recent one too.
  const now = field.classes.find((one) => chosen(one.id))?.id;
  useEffect(() => {
    if (now) setLately((before) => recent(before, now));
  }, [now]);
  return (
    <>
      {finding && (
        <div className="bar">
          <label className="find" style={{ width: 236 }}>
            <Icon name="search" />
            <input
              ref={input}
              value={typed}
              placeholder="type to find a class"
              aria-label="Find a class"
              onChange={(event) => setTyped(event.target.value)}
            />
            {active && <Caps keys="/" />}
          </label>
          {lately.length > 0 && <span className="small muted recent">Recent</span>}
          {lately.map((id) => {
            const at = field.classes.findIndex((one) => one.id === id);
            const key = keyAt(at);
            return (
              <button type="button" key={id} className="chip" onClick={() => take(id)}>
                {key && <Caps keys={key} fixed />}
                {field.classes[at]?.name}
              </button>
            );
          })}
        </div>
      )}
      <div
        className={field.classes.length > 30 ? "grid15 dense" : "grid15"}
        role="group"
        aria-label={field.name ?? name}
      >
        {field.classes.map((one, at) => {
          const on = chosen(one.id);
          const key = keyAt(at);
          const look = ["cls", on && "on", typed && !matches(one, typed) && "faded", typed && one === first && "first"]
            .filter(Boolean)
            .join(" ");
          return (
            <button
              type="button"
              key={one.id}
              className={look}
              aria-pressed={on}
              title={one.help}
              onClick={() => take(one.id)}
            >
              {key ? <Caps keys={key} on={on} fixed /> : <span />}
              <span className="cut">{one.name}</span>
              <span className="n">{marks?.get(one.id) ?? (on && <Icon name="check" />)}</span>
            </button>
          );
        })}
      </div>
    </>
  );
}
