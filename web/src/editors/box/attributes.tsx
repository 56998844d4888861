import { useEffect, useRef, useState } from "react";
import { useCommands, useOwnKeys } from "../../design/commands";
import { Caps } from "../../design/parts";
import { type Attribute, type AttributeValue, type BoxField, type BoxObject, fieldName, type Rect } from "../field";
import { readNumber } from "../number/model";
import { focusStage } from "../stage";
import { useStore } from "../store";
import { attributeKeys } from "./actions";
import type { BoxDesk } from "./desk";
import { moved } from "./geometry";
import { cycles } from "./model";

interface Props {
  desk: BoxDesk;
  field: BoxField;
  object: BoxObject;
}

/** The questions about one object, each with its key, and its place in media pixels. */
export function Attributes({ desk, field, object }: Props) {
  const own = useOwnKeys();
  const keys = attributeKeys(field, own);
  const list = useRef<HTMLDivElement>(null);
  const written = useStore(desk.store, (value) => value.written);
  useEffect(() => {
    if (written === null) return;
    list.current?.querySelector<HTMLElement>(`[data-attribute="${CSS.escape(written)}"]`)?.focus();
    desk.store.set({ written: null });
  }, [desk, written]);
  useCommands([
    {
      name: "box.written",
      label: "Done, back to the boxes",
      scope: "typing",
      group: "While typing",
      keys: "enter",
      when: () => list.current?.contains(document.activeElement) ?? false,
      perform: focusStage,
    },
  ]);
  return (
    <div className="osel" ref={list}>
      {Object.entries(field.attributes ?? {}).map(([name, attribute]) => (
        <div className="attr" key={name}>
          <span className="q">
            {fieldName(name, attribute)}
            {keys.get(name) && <Caps keys={keys.get(name) ?? ""} fixed />}
          </span>
          <Value
            name={name}
            attribute={attribute}
            value={object.attributes[name]}
            change={(value) => desk.attribute(name, value, `${name} ${object.id}`)}
          />
        </div>
      ))}
      <div className="attr">
        <span className="q">Position</span>
        <Position desk={desk} object={object} />
      </div>
    </div>
  );
}

interface ValueProps {
  name: string;
  attribute: Attribute;
  value: AttributeValue | undefined;
  change: (value: AttributeValue | undefined) => void;
}

function Value({ name, attribute, value, change }: ValueProps) {
  const label = fieldName(name, attribute);
  if (attribute.type === "boolean") {
    return (
      <button
        type="button"
        role="switch"
        aria-checked={value === true}
        aria-label={label}
        className="flip"
        onClick={() => change(value !== true)}
      >
        <i className={value === true ? "sw-t on" : "sw-t"} />
        {value === undefined ? "not answered" : value ? "yes" : "no"}
      </button>
    );
  }
  if (attribute.type === "choice") {
    if (!cycles(attribute)) {
      return (
        <select
          data-attribute={name}
          className="input tiny"
          aria-label={label}
          value={String(value ?? "")}
          onChange={(event) => change(event.target.value || undefined)}
        >
          <option value="">not answered</option>
          {attribute.classes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      );
    }
    return (
      <span className="seg" role="radiogroup" aria-label={label}>
        {attribute.classes.map((one) => (
          <button
            type="button"
            role="radio"
            aria-checked={one.id === value}
            key={one.id}
            className={one.id === value ? "on" : undefined}
            onClick={() => change(one.id)}
          >
            {one.name}
          </button>
        ))}
      </span>
    );
  }
  return <Typed name={name} label={label} attribute={attribute} value={value} change={change} />;
}

function Typed({ name, label, attribute, value, change }: ValueProps & { label: string }) {
  const [typed, setTyped] = useState(String(value ?? ""));
  useEffect(() => setTyped(String(value ?? "")), [value]);
  const keep = (text: string) => {
    setTyped(text);
    if (attribute.type !== "number") return change(text === "" ? undefined : text);
    const [number, reason] = readNumber(attribute, text);
    if (!reason) change(number);
  };
  return (
    <input
      data-attribute={name}
      className="input tiny"
      aria-label={label}
      value={typed}
      inputMode={attribute.type === "number" ? "decimal" : "text"}
      onChange={(event) => keep(event.target.value)}
    />
  );
}

const PLACES = ["x", "y", "w", "h"] as const;

function Position({ desk, object }: Pick<Props, "desk" | "object">) {
  const { media } = desk.work;
  const set = (at: number, text: string) => {
    const value = Math.round(Number(text));
    if (!media || !Number.isFinite(value)) return;
    const box = [...object.box] as [number, number, number, number];
    box[at] = at > 1 ? Math.max(1, value) : value;
    const rect: Rect = [box[0], box[1], Math.min(box[2], media.width), Math.min(box[3], media.height)];
    desk.setBox(object.id, moved(rect, 0, 0, media), 0);
  };
  return (
    <span className="xywh">
      {PLACES.map((name, at) => (
        <label key={name}>
          <i>{name}</i>
          <input
            aria-label={name}
            value={Math.round(object.box[at] ?? 0)}
            onChange={(event) => set(at, event.target.value)}
          />
        </label>
      ))}
    </span>
  );
}
