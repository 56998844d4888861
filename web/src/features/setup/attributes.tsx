import { useState } from "react";
import { change, type Field, free, keyFrom, type Place } from "../../definition/document";
import { Icon } from "../../design/icons";
import type { Draft } from "./draft";

const kinds = { boolean: "yes, no", choice: "choice", number: "number", text: "text" } as const;

/** What is asked of each box. */
export function Attributes({ place, field, draft }: { place: Place; field: Field; draft: Draft }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<keyof typeof kinds>("boolean");
  const at = [...place, "attributes"];
  const asked = Object.entries(field.attributes ?? {});
  const add = () => {
    const key = free(
      keyFrom(name),
      asked.map(([one]) => one),
    );
    if (!keyFrom(name)) return;
    const fresh = kind === "choice" ? { type: kind, classes: [{ id: "first" }, { id: "second" }] } : { type: kind };
    draft.set(change(draft.text, [...at, key], fresh));
    setName("");
  };
  return (
    <div className="asked">
      <div className="lab">Asked of each box</div>
      <div className="row wrap">
        {asked.map(([key, one]) => (
          <span key={key} className="chip">
            {one.name ?? key.replaceAll("_", " ")}:{" "}
            {one.classes ? one.classes.map((c) => c.name ?? c.id).join(", ") : kinds[one.type as keyof typeof kinds]}
            <button
              type="button"
              className="bare"
              aria-label={`Remove ${key}`}
              onClick={() => draft.set(change(draft.text, asked.length > 1 ? [...at, key] : at, undefined))}
            >
              <Icon name="close" />
            </button>
          </span>
        ))}
        <input
          className="input s attr-in"
          aria-label="Name of an attribute"
          placeholder="occluded"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && add()}
        />
        <select
          className="input s"
          aria-label="Kind of attribute"
          value={kind}
          onChange={(event) => setKind(event.target.value as keyof typeof kinds)}
        >
          {Object.entries(kinds).map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
        <button type="button" className="chip add" disabled={!keyFrom(name)} onClick={add}>
          <Icon name="plus" /> Attribute
        </button>
      </div>
    </div>
  );
}
