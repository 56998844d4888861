import { useEffect, useRef, useState } from "react";
import { useCommands, useOwnKeys } from "../../design/commands";
import { Caps } from "../../design/parts";
import { firstMatch, matches } from "../choice/model";
import { type BoxField, type BoxObject, classColor, fieldName, openAttributes } from "../field";
import { choiceKeys, DIGITS } from "../keys";
import { focusStage } from "../stage";
import { useStore } from "../store";
import { Attributes } from "./attributes";
import type { BoxDesk } from "./desk";
import { sizeText } from "./geometry";
import { type Boxes, countByClass, openCount } from "./model";

interface Props {
  desk: BoxDesk;
  field: BoxField;
  boxes: Boxes;
  /** The digits are elsewhere just now. */
  resting?: boolean;
}

/** Classes with counts, then the objects in the order drawn; the selected one opens its attributes in place. */
export function BoxPanel({ desk, field, boxes, resting = false }: Props) {
  const selected = useStore(desk.store, (value) => value.selected);
  const open = openCount(field, boxes);
  return (
    <>
      <Classes desk={desk} field={field} boxes={boxes} resting={resting} />
      <div className="hr" />
      <div className="sec">
        Objects <span className="num count">{boxes.length}</span>
        {open > 0 && (
          <button type="button" className="aside linky warn-ink" onClick={() => desk.nextOpen()}>
            {open === 1 ? "1 question open" : `${open} questions open`}
            <Caps keys="a" />
          </button>
        )}
      </div>
      <section className="scroll" aria-label="Objects">
        {boxes.map((object, at) => (
          <ObjectRow
            key={object.id}
            number={at + 1}
            object={object}
            field={field}
            on={object.id === selected}
            desk={desk}
          />
        ))}
        {boxes.length === 0 && (
          <p className="pad small muted blankline">No boxes yet. An image without any is an answer too.</p>
        )}
      </section>
    </>
  );
}

function Classes({ desk, field, boxes, resting }: Props) {
  const active = useStore(desk.store, (value) => value.class);
  const selected = useStore(desk.store, (value) => value.selected);
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const counts = countByClass(boxes);
  const keys = choiceKeys(field.classes, useOwnKeys(), DIGITS);
  const on = boxes.find((one) => one.id === selected)?.class ?? active;
  const close = () => {
    setTyped(null);
    focusStage();
  };
  useEffect(() => {
    if (typed === "") input.current?.focus();
  }, [typed]);
  useCommands([
    {
      name: "box.find",
      label: "Find a class",
      scope: "editor",
      group: "Tools",
      keys: "/",
      when: () => !resting,
      perform: () => setTyped(""),
    },
    {
      name: "box.find.take",
      label: "Take the first",
      scope: "typing",
      keys: "enter",
      when: () => typed !== null,
      perform: () => {
        const first = firstMatch(field.classes, typed ?? "");
        if (first) desk.pickClass(first.id);
        close();
      },
    },
    {
      name: "box.find.leave",
      label: "Leave",
      scope: "typing",
      keys: "escape",
      when: () => typed !== null,
      perform: close,
    },
  ]);
  return (
    <>
      <div className="sec">
        Class<span className="aside">sticky, stays for the next box</span>
      </div>
      <div className="classes">
        {field.classes.map((one, at) => {
          const key = resting && !one.key ? null : keys[at];
          const faded = typed !== null && !matches(one, typed);
          return (
            <button
              type="button"
              key={one.id}
              className={`cls${one.id === on ? " on" : ""}${faded ? " faded" : ""}`}
              aria-pressed={one.id === on}
              title={one.help}
              onClick={() => desk.pickClass(one.id)}
            >
              {key ? <Caps keys={key} on={one.id === on} fixed /> : <span />}
              <i className="sw" style={{ background: classColor(field.classes, one.id) }} />
              <span className="cut">{one.name}</span>
              <span className="n">{counts.get(one.id) ?? 0}</span>
            </button>
          );
        })}
        {typed === null ? (
          <button type="button" className="cls finder" onClick={() => setTyped("")}>
            <Caps keys="/" />
            <span />
            <span>find class</span>
          </button>
        ) : (
          <input
            ref={input}
            className="cls finder"
            value={typed}
            placeholder="find class"
            aria-label="Find a class"
            onChange={(event) => setTyped(event.target.value)}
            onBlur={() => setTyped(null)}
          />
        )}
      </div>
    </>
  );
}

interface RowProps {
  number: number;
  object: BoxObject;
  field: BoxField;
  on: boolean;
  desk: BoxDesk;
}

function ObjectRow({ number, object, field, on, desk }: RowProps) {
  const row = useRef<HTMLButtonElement>(null);
  const name = field.classes.find((one) => one.id === object.class)?.name ?? object.class;
  const ask = openAttributes(field, object)[0];
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: "nearest" });
  }, [on]);
  return (
    <>
      <button
        type="button"
        ref={row}
        className={on ? "orow on" : "orow"}
        aria-pressed={on}
        onClick={() => desk.select(on ? null : object.id)}
        onPointerEnter={() => desk.store.set({ hovered: object.id })}
        onPointerLeave={() => desk.store.set({ hovered: null })}
      >
        <span className="no">{number}</span>
        <i className="sw" style={{ background: classColor(field.classes, object.class) }} />
        <span className="cut">{name}</span>
        <span className="fl">
          {ask && !on && (
            <span className="ask small">{fieldName(ask, field.attributes?.[ask] ?? {}).toLowerCase()}?</span>
          )}
        </span>
        <span className="px">{sizeText(object.box)}</span>
      </button>
      {on && <Attributes desk={desk} field={field} object={object} />}
    </>
  );
}
