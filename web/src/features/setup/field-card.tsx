import { change, type Field, free, fresh, keyFrom, rename } from "../../definition/document";
import { Icon } from "../../design/icons";
import { Toggle } from "../../design/parts";
import { many } from "../../design/words";
import { classColor } from "../../editors/field";
import { CHOICE_KEYS, choiceKeys, DIGITS, ownKeys } from "../../editors/keys";
import { Attributes } from "./attributes";
import { Classes } from "./classes";
import type { Draft } from "./draft";
import { kinds } from "./kinds";
import { Levels } from "./levels";
import { schemaOf, whole } from "./schema";

interface Props {
  field: Field;
  draft: Draft;
  open: boolean;
  toggle: (key: string | null) => void;
}

function summary(field: Field): string {
  const kind = kinds[field.type]?.label ?? field.type;
  const names = (field.classes ?? []).map((one) => one.name ?? one.id).slice(0, 4);
  const rest = (field.classes?.length ?? 0) - names.length;
  const levels = field.levels ? `${many(field.levels.length, "level")}` : "";
  const what = names.length > 0 ? names.join(", ") + (rest > 0 ? ` and ${rest} more` : "") : levels;
  return [`${kind}${what ? `: ${what}` : ""}`, field.required === false ? "optional" : "required"].join("; ");
}

/** One field: closed it is a line, open it is its form. */
export function FieldCard({ field, draft, open, toggle }: Props) {
  const at = ["schema", field.key];
  const kind = kinds[field.type];
  const set = (key: string, value: unknown) => draft.set(change(draft.text, [...at, key], value));
  const call = (typed: string) => {
    const key = keyFrom(typed);
    if (!key || key === field.key) return;
    const taken = draft.fields.map((other) => other.key);
    const wanted = free(key, taken);
    draft.set(rename(draft.text, ["schema"], field.key, wanted));
    toggle(wanted);
  };
  const retype = (type: string) => {
    const next = fresh(type, field.part ?? "image");
    if (field.classes && next.classes) next.classes = field.classes;
    draft.set(change(draft.text, at, next));
  };
  if (!open) {
    return (
      <button type="button" className="fcard closed bare" aria-expanded="false" onClick={() => toggle(field.key)}>
        <span className="fh">
          <Icon name={kind?.icon ?? "list"} />
          <b>{field.name ?? field.key}</b>
          <span className="sub cut grow">{summary(field)}</span>
          <Icon name="right" />
        </span>
      </button>
    );
  }
  return (
    <section className="fcard" aria-label={`Field ${field.key}`}>
      <div className="fh">
        <Icon name={kind?.icon ?? "list"} />
        <input
          key={field.key}
          className="input s b"
          aria-label="Key of the field"
          defaultValue={field.key}
          onBlur={(event) => call(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
        <select
          className="input s"
          aria-label="Kind"
          value={field.type}
          onChange={(event) => retype(event.target.value)}
        >
          {Object.entries(kinds).map(([type, one]) => (
            <option key={type} value={type}>
              {one.label}
            </option>
          ))}
        </select>
        <span className="end row">
          <Toggle
            label="required"
            on={field.required !== false}
            onChange={(on) => set("required", on ? undefined : false)}
          />
          <button
            type="button"
            className="icon-btn s"
            aria-label={`Remove the field ${field.key}`}
            title="Remove the field"
            onClick={() => draft.set(change(draft.text, at, undefined))}
          >
            <Icon name="bin" />
          </button>
          <button
            type="button"
            className="icon-btn s"
            aria-label="Close"
            aria-expanded="true"
            onClick={() => toggle(null)}
          >
            <Icon name="down" />
          </button>
        </span>
      </div>
      <div className="fhelp">
        <input
          className="input s full"
          aria-label="Name, as annotators read it"
          placeholder="Name, as annotators read it"
          value={field.name ?? ""}
          onChange={(event) => set("name", event.target.value || undefined)}
        />
        <input
          className="input s full"
          aria-label="What decides, in one line"
          placeholder="What decides, in one line"
          value={field.help ?? ""}
          onChange={(event) => set("help", event.target.value || undefined)}
        />
      </div>
      {field.classes && (
        <Classes
          place={at}
          classes={field.classes}
          draft={draft}
          color={(id) => classColor(field.classes?.map(whole) ?? [], id)}
          keys={choiceKeys(
            field.classes.map(whole),
            ownKeys(schemaOf(draft.fields)),
            field.type === "box" ? DIGITS : CHOICE_KEYS,
          )}
        />
      )}
      {field.levels && <Levels place={at} levels={field.levels} draft={draft} />}
      {field.type === "box" && <Attributes place={at} field={field} draft={draft} />}
    </section>
  );
}
