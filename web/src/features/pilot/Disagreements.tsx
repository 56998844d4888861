import { Link, useParams } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { percent } from "../../design/words";
import { around, hull } from "../../editors/box/geometry";
import type { BoxObject, Fields } from "../../editors/field";
import { Mark } from "../../workbench/Crop";
import { differences, type Source, spoken } from "../../workbench/compare";
import type { Part } from "../../workbench/work";
import type { Disagreement } from "./api";

interface Props {
  list: readonly Disagreement[];
  fields: Fields;
  complete: number;
}

/** The items on which people differ, the farthest apart first, their answers side by side. */
export function Disagreements({ list, fields, complete }: Props) {
  return (
    <>
      <div className="head apart">
        <h2>Where they differ</h2>
        <span className="sub num">
          {list.length === 0 ? "" : list.length === 1 ? "1 item" : `${list.length} items`}
        </span>
      </div>
      {list.length === 0 && (
        <p className="muted">
          {complete === 0 ? "Nothing to compare yet." : "Everybody gave the same answers so far."}
        </p>
      )}
      {list.map((one) => (
        <Item key={one.item} one={one} fields={fields} />
      ))}
    </>
  );
}

function Item({ one, fields }: { one: Disagreement; fields: Fields }) {
  const { slug = "" } = useParams({ strict: false });
  const all: Source[] = one.answers.map((given) => ({
    key: String(given.annotation),
    label: given.name,
    look: "who-a",
    dashed: false,
    answer: given.answer ?? {},
  }));
  // One more source than is compared: the page has no reviewer of its own.
  const { open, agree } = differences(fields, [
    ...all,
    { key: "mine", label: "", look: "who-r", dashed: false, answer: {} },
  ]);
  const parts = Object.values(one.parts);
  const picture = parts.find((part) => part.url && part.width && part.height);
  const text = parts.find((part) => part.text)?.text;
  const whole = Object.entries(fields).filter(([, field]) => field.type !== "box");
  return (
    <section className="card differ">
      <header>
        <Link to="/projects/$slug/data" params={{ slug }} search={{ item: String(one.item) }} className="mono link">
          {one.key}
        </Link>
        <span className="small muted">
          {open
            .map((other) => other.title.toLowerCase())
            .slice(0, 3)
            .join("; ")}
        </span>
        <span className="end small muted num">{percent(one.agreement, 0)} alike</span>
      </header>
      <div className="body">
        {text && <p className="quoted">{text}</p>}
        <div
          className="answers"
          style={{ gridTemplateColumns: `repeat(${Math.min(one.answers.length, 4)}, minmax(0, 1fr))` }}
        >
          {one.answers.map((given, at) => (
            <figure key={given.annotation}>
              <figcaption className="small muted">{given.name}</figcaption>
              {picture && <Seen part={picture} differing={open.map((other) => other.objects)} at={at} agree={agree} />}
              {given.answer === null && <b className="warn-ink">cannot judge</b>}
              {whole.map(
                ([name, field]) => given.answer !== null && <b key={name}>{spoken(field, given.answer?.[name])}</b>,
              )}
            </figure>
          ))}
        </div>
      </div>
    </section>
  );
}

interface SeenProps {
  part: Part;
  differing: readonly (readonly (BoxObject | null)[])[];
  at: number;
  agree: readonly BoxObject[];
}

/** The piece of the picture in which the answers differ, as one person has it. */
function Seen({ part, differing, at, agree }: SeenProps) {
  const size = { width: part.width ?? 1, height: part.height ?? 1 };
  const boxes = differing.flatMap((row) => row.flatMap((one) => (one ? [one.box] : [])));
  const [x, y, w, h] =
    boxes.length > 0 ? around(hull(boxes), size, 1.6, 0.4) : ([0, 0, size.width, size.height] as const);
  const style = { "--mw": w, "--mh": h, "--iw": size.width, "--rx": x, "--ry": y } as CSSProperties;
  return (
    <div className="crop" style={style}>
      <img src={part.url ?? ""} alt="" loading="lazy" />
      {agree.map((one) => (
        <Mark key={one.id} box={one.box} origin={[x, y]} look="ghost" />
      ))}
      {differing.map((row) => {
        const own = row[at];
        return (
          own && <Mark key={`${own.id} ${own.class}`} box={own.box} origin={[x, y]} look="who-a" tag={own.class} />
        );
      })}
    </div>
  );
}
