import type { CSSProperties } from "react";
import { Icon } from "../../design/icons";
import { Caps } from "../../design/parts";
import { around, hull } from "../../editors/box/geometry";
import type { BoxObject, Picture } from "../../editors/field";
import { Crop, Mark } from "../../workbench/Crop";
import { type Difference, firstObject, type Source } from "../../workbench/compare";

interface Props {
  picture: Picture;
  all: readonly Source[];
  list: readonly Difference[];
  agree: readonly BoxObject[];
  at: number;
  settled: Readonly<Record<string, string>>;
  hide: boolean;
  /** Held: one source alone. */
  only: number | null;
  go: (at: number) => void;
  take: (source: number) => void;
}

/** Above the whole picture: what agrees as grey hairlines, what differs in colour with pins. Below: the current difference once for each source. */
export function Compare(props: Props) {
  const { picture, all, list, agree, at, settled, hide, only, go } = props;
  return (
    <div className="wb-stage-in rv" data-stage tabIndex={-1}>
      <div className="layers">
        {all.map((one) => (
          <span key={one.key} className={`layer on ${one.look}${one.dashed ? " dashed" : ""}`}>
            <i className="ln" />
            {one.label}
          </span>
        ))}
        <span className="dim">flicker, hold</span>
        <Caps keys="x" />
        <span className="end row">
          {agree.length > 0 && (
            <>
              <span className="dim num">{agree.length} agree</span>
              <Caps keys="h" />
              <span className="dim">{hide ? "show" : "hide"}</span>
            </>
          )}
        </span>
      </div>
      <div className="fit">
        <Crop picture={picture} className="media">
          {!hide && agree.map((one) => <Mark key={one.id} box={one.box} look="ghost" />)}
          {list.map((difference) =>
            difference.objects.map((object, source) => {
              const from = all[source];
              if (!object || !from || (only !== null && only !== source)) return null;
              return (
                <Mark
                  key={`${difference.key} ${from.key}`}
                  box={object.box}
                  look={from.look}
                  dashed={from.dashed}
                  {...(difference.kind === "object" ? { tag: difference.title } : {})}
                />
              );
            }),
          )}
          {list.map((difference, index) => {
            const object = firstObject(difference);
            if (!object) return null;
            const done = settled[difference.key] !== undefined;
            const style = { "--x": object.box[0] + object.box[2] + 12, "--y": object.box[1] - 2 } as CSSProperties;
            return (
              <button
                type="button"
                key={difference.key}
                className={index === at ? "pin on" : "pin"}
                style={style}
                aria-label={`Difference ${index + 1}`}
                onClick={() => go(index)}
              >
                {done ? <Icon name="check" /> : index + 1}
              </button>
            );
          })}
        </Crop>
      </div>
      <Magnified {...props} />
    </div>
  );
}

/** The current difference from the same crop, once for each source; its key takes it. */
function Magnified({ picture, all, list, at, settled, take }: Props) {
  const difference = list[at];
  const object = firstObject(difference);
  if (!difference) return <div className="layers lower dim">Nothing differs. C corrects, A accepts.</div>;
  const boxes = difference.objects.flatMap((one) => (one ? [one.box] : []));
  const region = object && around(hull(boxes), picture, 240 / 136);
  return (
    <div className="magnified">
      <div className="layers lower">
        <b>
          {difference.kind === "difference" ? "Difference" : object ? "Object" : "Question"} {at + 1} of {list.length}
        </b>
        <span className="dim">{difference.title.toLowerCase()}</span>
        <span className="dim">{difference.kind === "object" ? difference.detail : "take one with its key"}</span>
        <span className="end row">
          <span className="dim">previous</span>
          <Caps keys="shift+d" />
          <span className="dim">next</span>
          <Caps keys="d" />
        </span>
      </div>
      <div className="trio" style={{ gridTemplateColumns: `repeat(${Math.max(all.length, 3)}, minmax(0, 1fr))` }}>
        {(difference.kind === "object" ? all.slice(0, 1) : all).map((source, index) => {
          const own = difference.objects[index];
          return (
            <figure key={source.key} className={`${source.look}${settled[difference.key] === source.key ? " on" : ""}`}>
              <figcaption>
                <span className={source.dashed ? "ln dashed" : "ln"} />
                <span className="dim">{source.label}</span>
                {region && <span className="val">{difference.values[index]}</span>}
                <span className="end">{difference.kind === "difference" && <Caps keys={String(index + 1)} />}</span>
              </figcaption>
              <button
                type="button"
                className="bare"
                aria-label={`Take ${source.label.toLowerCase()}`}
                onClick={() => take(index)}
              >
                {region ? (
                  <Crop picture={picture} region={region}>
                    {own && (
                      <Mark box={own.box} origin={[region[0], region[1]]} look={source.look} dashed={source.dashed} />
                    )}
                  </Crop>
                ) : (
                  <b className="words">{difference.values[index]}</b>
                )}
              </button>
            </figure>
          );
        })}
      </div>
    </div>
  );
}
