import { change, type Place } from "../../definition/document";
import { Icon } from "../../design/icons";
import type { Draft } from "./draft";

interface Level {
  value: number;
  name: string;
  description?: string;
}

/** The levels of a rating, lowest first, each with what it means. */
export function Levels({ place, levels, draft }: { place: Place; levels: Level[]; draft: Draft }) {
  const at = [...place, "levels"];
  const put = (index: number, level: Level) => {
    const { description, ...rest } = level;
    draft.set(change(draft.text, [...at, index], description ? level : rest));
  };
  const last = levels[levels.length - 1];
  return (
    <>
      {levels.map((level, index) => (
        <div key={level.value} className="cls lvl">
          <span className="kbd">{level.value}</span>
          <input
            className="cell"
            aria-label={`Name of level ${level.value}`}
            value={level.name}
            onChange={(event) => put(index, { ...level, name: event.target.value })}
          />
          <input
            className="cell muted"
            aria-label={`What level ${level.value} means`}
            placeholder="what it means"
            value={level.description ?? ""}
            onChange={(event) => put(index, { ...level, description: event.target.value })}
          />
          <button
            type="button"
            className="icon-btn s"
            aria-label={`Remove level ${level.value}`}
            disabled={levels.length <= 2}
            onClick={() => draft.set(change(draft.text, [...at, index], undefined))}
          >
            <Icon name="close" size="s" />
          </button>
        </div>
      ))}
      <div className="cls-add">
        <button
          type="button"
          className="chip add"
          onClick={() => {
            const value = (last?.value ?? 0) + 1;
            draft.set(change(draft.text, [...at, levels.length], { value, name: String(value) }));
          }}
        >
          <Icon name="plus" /> Level
        </button>
      </div>
    </>
  );
}
