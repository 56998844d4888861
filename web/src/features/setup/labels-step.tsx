import { useState } from "react";
import { change, fieldsOf, free, fresh, parse, partsOf } from "../../definition/document";
import { Icon } from "../../design/icons";
import { Note, Segments } from "../../design/parts";
import type { Draft } from "./draft";
import { FieldCard } from "./field-card";
import { kinds } from "./kinds";

/** The fields an annotator fills in, as a form and as the document: two views of one text. */
export function LabelsStep({ draft }: { draft: Draft }) {
  const [view, setView] = useState<"form" | "yaml">("form");
  const [open, setOpen] = useState<string | null>(draft.fields[0]?.key ?? null);
  const parts = partsOf(draft.value);
  const hasImage = parts.some(({ media }) => media === "image");
  const add = (type: string) => {
    const part = parts.find(({ media }) => type !== "box" || media === "image") ?? parts[0];
    const key = free(
      type === "multi_choice" ? "tags" : type,
      draft.fields.map((field) => field.key),
    );
    draft.set(change(draft.text, ["schema", key], fresh(type, part?.name ?? "image")));
    setOpen(key);
  };
  return (
    <>
      <div className="head">
        <h1>What to label</h1>
        <span className="end">
          <Segments
            label="View"
            value={view}
            onChange={setView}
            choices={[
              { value: "form", label: "Form" },
              { value: "yaml", label: "YAML" },
            ]}
          />
        </span>
      </div>
      <p className="muted mt2">A field is one thing an annotator fills in. The form on the right is live: try it.</p>
      {view === "yaml" ? (
        <Source draft={draft} />
      ) : (
        <>
          <div className="stack mt4">
            {draft.fields.map((field) => (
              <FieldCard
                key={field.key}
                field={field}
                draft={draft}
                open={open === field.key}
                toggle={(key) => setOpen(key)}
              />
            ))}
          </div>
          <div className="row wrap mt3">
            <span className="sub">Add a field:</span>
            {Object.entries(kinds)
              .filter(([type]) => type !== "box" || hasImage)
              .map(([type, kind]) => (
                <button key={type} type="button" className="chip" onClick={() => add(type)}>
                  <Icon name={kind.icon} />
                  {kind.label}
                </button>
              ))}
          </div>
        </>
      )}
      <hr className="rule mt4" />
      <Checks draft={draft} />
    </>
  );
}

function Source({ draft }: { draft: Draft }) {
  const lines = draft.text.split("\n").length;
  return (
    <textarea
      className="input source mt4"
      aria-label="Definition as YAML"
      spellCheck={false}
      rows={Math.max(18, lines + 1)}
      value={draft.text}
      onChange={(event) => draft.set(event.target.value)}
    />
  );
}

/** What the server says of the document, under the form and never in a dialog. */
export function Checks({ draft }: { draft: Draft }) {
  const problems = draft.checked?.problems ?? [];
  const warnings = draft.checked?.warnings ?? [];
  if (draft.unreadable) {
    return <Note kind="bad">The document cannot be read: {draft.unreadable}</Note>;
  }
  if (!draft.checked) return null;
  return (
    <ul className="checks">
      {problems.map((line) => (
        <li key={`${line.place}${line.message}`}>
          <Icon name="warn" tone="bad" />
          <span>
            <span className="mono">{line.line ? `line ${line.line}` : line.place}</span> {line.message}
            {line.hint ? ` (${line.hint})` : ""}
          </span>
        </li>
      ))}
      {problems.length === 0 && (
        <li>
          <Icon name="check" tone="good" />
          <span>
            The definition holds:{" "}
            {fieldsOf(parse(draft.text).value)
              .map(({ key }) => key)
              .join(", ") || "no fields yet"}
            .
          </span>
        </li>
      )}
      {warnings.map((warning) => (
        <li key={warning.place + warning.message}>
          <Icon name="info" tone="info" />
          <span>
            {warning.message}
            {warning.hint ? ` (${warning.hint})` : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}
