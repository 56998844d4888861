import { type ClipboardEvent, useState } from "react";
import type { ClassDocument } from "../../api/projects";
import { change, free, keyFrom, namesIn, type Place } from "../../definition/document";
import { Icon } from "../../design/icons";
import { Kbd } from "../../design/parts";
import type { Draft } from "./draft";

interface Props {
  place: Place;
  classes: (ClassDocument | string)[];
  draft: Draft;
  color: (id: string) => string;
  /** The key of each class: its own, else the one it has by its place. */
  keys: readonly (string | null)[];
}

/** A class as the document may write it: a bare word stands for its id. */
const mapped = (one: ClassDocument | string): ClassDocument => (typeof one === "string" ? { id: one } : one);

/** Classes, a row each: colour, name, key, what belongs to it. */
export function Classes({ place, classes, draft, color, keys }: Props) {
  const [typed, setTyped] = useState("");
  const list = classes.map(mapped);
  const at = [...place, "classes"];
  const put = (index: number, one: ClassDocument) => draft.set(change(draft.text, [...at, index], tidy(one)));
  const add = (names: string[]) => {
    const ids = list.map(({ id }) => id);
    const next = [...list];
    for (const name of names) {
      const id = free(keyFrom(name) || "class", ids);
      ids.push(id);
      next.push({ id, name });
    }
    draft.set(change(draft.text, at, next.map(tidy)));
    setTyped("");
  };
  const paste = (event: ClipboardEvent) => {
    const names = namesIn(event.clipboardData.getData("text"));
    if (names.length < 2) return;
    event.preventDefault();
    add(names);
  };
  const move = (index: number, by: number) => {
    const next = [...list];
    const [one] = next.splice(index, 1);
    if (one) next.splice(Math.max(0, index + by), 0, one);
    draft.set(change(draft.text, at, next.map(tidy)));
  };
  return (
    <>
      {list.map((one, index) => (
        <div key={one.id} className="cls">
          <button
            type="button"
            className="icon-btn s"
            aria-label={`Move ${one.name ?? one.id}: arrow keys`}
            title="Arrow keys move it"
            onKeyDown={(event) => {
              if (event.key === "ArrowUp") move(index, -1);
              if (event.key === "ArrowDown") move(index, 1);
            }}
          >
            <Icon name="grip" />
          </button>
          <span className="sw" style={{ background: color(one.id) }} />
          <input
            className="cell"
            aria-label="Name of the class"
            value={one.name ?? one.id}
            onChange={(event) => put(index, { ...one, name: event.target.value })}
          />
          <input
            className="cell keycap"
            aria-label={`Key for ${one.name ?? one.id}`}
            maxLength={1}
            placeholder={keys[index]?.toUpperCase() ?? ""}
            value={one.key?.toUpperCase() ?? ""}
            onChange={(event) => put(index, { ...one, key: event.target.value.toLowerCase() || undefined })}
          />
          <input
            className="cell muted"
            aria-label={`What belongs to ${one.name ?? one.id}`}
            placeholder="what belongs to it"
            value={one.help ?? ""}
            onChange={(event) => put(index, { ...one, help: event.target.value || undefined })}
          />
          <button
            type="button"
            className="icon-btn s"
            aria-label={`Remove ${one.name ?? one.id}`}
            onClick={() => draft.set(change(draft.text, [...at, index], undefined))}
          >
            <Icon name="close" size="s" />
          </button>
        </div>
      ))}
      <div className="cls-add">
        <input
          className="input s"
          aria-label="Add a class"
          placeholder="Add a class"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onPaste={paste}
          onKeyDown={(event) => event.key === "Enter" && typed.trim() && add([typed.trim()])}
        />
        <Kbd keys="enter" />
        <span className="sub">or paste a list to add many</span>
      </div>
    </>
  );
}

/** Empty entries are left out of the document. */
function tidy(one: ClassDocument): ClassDocument {
  return Object.fromEntries(
    Object.entries(one).filter(([, value]) => value !== undefined && value !== ""),
  ) as unknown as ClassDocument;
}
