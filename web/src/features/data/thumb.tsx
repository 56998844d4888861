import { memo } from "react";
import type { Item } from "../../api/items";
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

/** One item in the grid: its picture or the beginning of its text. */
export const Thumb = memo(function Thumb({
  item,
  boxes,
  current,
  open,
}: {
  item: Item;
  boxes: Boxes;
  current: boolean;
  open: () => void;
}) {
  const part = Object.values(item.parts)[0];
  const image = part?.media_type.startsWith("image/") ?? false;
  return (
    <button
      type="button"
      className={current ? "th bare cur" : "th bare"}
      onClick={open}
      aria-label={`${item.key}, ${item.state}`}
    >
      <span className={image ? "shot" : "shot words"}>
        {image && part ? (
          <>
            <img src={part.thumbnail_url ?? part.url ?? undefined} alt="" loading="lazy" decoding="async" />
            <BoxLayer
              answer={item.label?.answer}
              boxes={boxes}
              width={part.width ?? 1}
              height={part.height ?? 1}
              fit="slice"
            />
          </>
        ) : (
          part?.text
        )}
      </span>
      <span className="cap">
        <span className="cut grow">
          {image ? item.key.split("/").pop() : (summary(item.label?.answer) ?? item.key)}
        </span>
        <span className="muted">{item.stage ?? item.state}</span>
      </span>
    </button>
  );
});

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
