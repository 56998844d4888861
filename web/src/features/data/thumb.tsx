import { memo, useState } from "react";
import type { Item } from "../../api/items";
import { Icon } from "../../design/icons";
import { titled } from "../../design/words";
import { type BoxField, type BoxObject, classColor, type Fields } from "../../editors/field";
import { summary } from "./summary";

export type Boxes = [string, BoxField] | undefined;

/** Boxes over a picture, as vectors with lines of constant width. */
export function BoxLayer({
  answer,
  boxes,
  width,
  height,
  fit,
}: {
  answer: Record<string, unknown> | null | undefined;
  boxes: Boxes;
  width: number;
  height: number;
  fit: "meet" | "slice";
}) {
  if (!boxes || !answer) return null;
  const [key, field] = boxes;
  const objects = (answer[key] ?? []) as readonly BoxObject[];
  return (
    <svg
      className="layer"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio={`xMidYMid ${fit}`}
      aria-hidden="true"
    >
      {objects.map((object) => (
        <rect
          key={object.id}
          className="bx"
          x={object.box[0]}
          y={object.box[1]}
          width={object.box[2]}
          height={object.box[3]}
          style={{ stroke: classColor(field.classes, object.class) }}
        />
      ))}
    </svg>
  );
}

/** The part that is looked at: a picture before a text. */
export const shownPart = (item: Item): Item["parts"][string] | undefined => {
  const parts = Object.values(item.parts);
  return parts.find((part) => part.media_type.startsWith("image/")) ?? parts[0];
};

/** Where an item stands: its stage, else what has become of it. */
export const standing = (item: Pick<Item, "stage" | "state">): string => titled(item.stage ?? item.state);

interface Props {
  item: Item;
  fields: Fields;
  boxes: Boxes;
  current: boolean;
  /** Null where nothing can be done with a choice. */
  chosen: boolean | null;
  open: (id: number) => void;
  choose: (id: number, range: boolean) => void;
}

/** One item in the grid: its picture or the beginning of its text. */
export const Thumb = memo(function Thumb({ item, fields, boxes, current, chosen, open, choose }: Props) {
  const part = shownPart(item);
  const image = part?.media_type.startsWith("image/") ?? false;
  const [broken, setBroken] = useState(false);
  return (
    <div className={["th", current && "cur", chosen && "on"].filter(Boolean).join(" ")}>
      <button
        type="button"
        className="bare"
        onClick={(event) =>
          chosen !== null && (event.shiftKey || event.ctrlKey || event.metaKey)
            ? choose(item.id, event.shiftKey)
            : open(item.id)
        }
      >
        <span className={image ? "shot" : "shot words"}>
          {image && part ? (
            broken ? (
              <span className="lost-shot">
                <Icon name="image" size="l" />
              </span>
            ) : (
              <>
                <img
                  src={part.thumbnail_url ?? part.url ?? undefined}
                  alt=""
                  loading="lazy"
                  decoding="async"
                  onError={() => setBroken(true)}
                />
                <BoxLayer
                  answer={item.label?.answer}
                  boxes={boxes}
                  width={part.width ?? 1}
                  height={part.height ?? 1}
                  fit="slice"
                />
              </>
            )
          ) : (
            part?.text
          )}
        </span>
        <span className="cap">
          <span className="cut grow">
            {image ? item.key.split("/").pop() : (summary(fields, item.label?.answer) ?? item.key)}
          </span>
          <span className="muted">{standing(item)}</span>
        </span>
      </button>
      {chosen !== null && <Pick of={item.key} chosen={chosen} choose={(range) => choose(item.id, range)} />}
    </div>
  );
});

/** The box that puts an item into the choice; with Shift everything from the last one to it. */
export function Pick({ of, chosen, choose }: { of: string; chosen: boolean; choose: (range: boolean) => void }) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={chosen}
      aria-label={`Select ${of}`}
      className={chosen ? "box on" : "box"}
      onClick={(event) => {
        event.stopPropagation();
        choose(event.shiftKey);
      }}
    >
      {chosen && <Icon name="check" />}
    </button>
  );
}

/** Which colour is which class. */
export function Legend({ fields }: { fields: Fields }) {
  const boxes = Object.values(fields).find((field) => field.type === "box");
  if (boxes?.type !== "box") return null;
  return (
    <span className="row end g3 legend">
      {boxes.classes.slice(0, 8).map((one) => (
        <span key={one.id} className="row g1 sm">
          <i className="sw" style={{ background: classColor(boxes.classes, one.id) }} />
          {one.name}
        </span>
      ))}
    </span>
  );
}
