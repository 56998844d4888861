import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Item, sampleQuery } from "../../api/items";
import { Kbd } from "../../design/parts";
import { classColor, fieldName } from "../../editors/field";
import type { Field } from "./document";
import type { Draft } from "./draft";

const rows = "123456789qwertyuiop";

/** The annotator's form on a real item of the project, following every keystroke. */
export function Preview({ slug, draft }: { slug: string; draft: Draft }) {
  const { data: item } = useQuery(sampleQuery(slug));
  return (
    <>
      <div className="head">
        <h2>What an annotator sees</h2>
        {item && <span className="sub end cut">{item.key}</span>}
      </div>
      <div className="preview mt2">
        <Stage item={item ?? null} draft={draft} />
        <div className="form">
          {draft.fields.map((field) => (
            <Question key={field.key} field={field} />
          ))}
          {draft.fields.length === 0 && <p className="muted">Add a field, and it appears here.</p>}
          <div className="row">
            <span className="sub">Skip</span>
            <Kbd keys="s" />
            <span className="btn primary s end" aria-hidden="true">
              Submit <Kbd keys="enter" />
            </span>
          </div>
        </div>
      </div>
    </>
  );
}

function Stage({ item, draft }: { item: Item | null; draft: Draft }) {
  const part = item ? Object.values(item.parts)[0] : null;
  if (part?.media_type.startsWith("image/"))
    return <img className="media" src={part.thumbnail_url ?? part.url ?? undefined} alt="" />;
  if (part?.text) return <p className="stage-text">{part.text}</p>;
  const image = draft.fields.some(({ type }) => type === "box");
  return <div className="media none">{image ? "Your first photo appears here" : "Your first item appears here"}</div>;
}

/** One field as it is answered; what is picked here is never kept. */
function Question({ field }: { field: Field }) {
  const [picked, setPicked] = useState<string[]>([]);
  const [typed, setTyped] = useState("");
  const many = field.type === "multi_choice";
  const pick = (id: string) =>
    setPicked((before) => (before.includes(id) ? before.filter((one) => one !== id) : many ? [...before, id] : [id]));
  const classes = (field.classes ?? []).map((one) =>
    typeof one === "string" ? { id: one, name: one } : { ...one, name: one.name ?? one.id },
  );
  const options =
    field.type === "boolean"
      ? [
          { id: "yes", name: "yes" },
          { id: "no", name: "no" },
        ]
      : field.type === "rating"
        ? (field.levels ?? []).map((level) => ({
            id: String(level.value),
            name: level.name,
            key: String(level.value),
            help: level.description,
          }))
        : classes;
  return (
    <fieldset className="q">
      <legend className="row">
        <b>{fieldName(field.key, field)}</b>
        <span className="sub">
          {field.help ?? (field.type === "box" ? "draw, then press a key" : field.required === false ? "optional" : "")}
        </span>
      </legend>
      {field.type === "text" && (
        <textarea
          className="input full"
          rows={2}
          aria-label={field.key}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {field.type === "number" && (
        <input
          className="input"
          type="number"
          aria-label={field.key}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <div className={field.type === "rating" ? "pgrid one" : "pgrid"}>
        {options.slice(0, 12).map((one, at) => (
          <button
            key={one.id}
            type="button"
            className={picked.includes(one.id) ? "pbtn on" : "pbtn"}
            aria-pressed={picked.includes(one.id)}
            title={"help" in one ? one.help : undefined}
            onClick={() => pick(one.id)}
          >
            {field.type === "box" && <span className="sw" style={{ background: classColor(classes, one.id) }} />}
            <span className="cut">{one.name}</span>
            {(("key" in one && one.key) || rows[at]) && (
              <span className="end">
                <Kbd keys={("key" in one && one.key) || rows[at] || ""} />
              </span>
            )}
          </button>
        ))}
        {options.length > 12 && <span className="sub">and {options.length - 12} more, found by typing</span>}
      </div>
      {Object.entries(field.attributes ?? {}).map(([key, one]) => (
        <div key={key} className="sub mt1">
          {fieldName(key, one)}:{" "}
          {one.classes
            ? one.classes.map((c) => c.name ?? c.id).join(", ")
            : one.type === "boolean"
              ? "yes, no"
              : one.type}
        </div>
      ))}
    </fieldset>
  );
}
