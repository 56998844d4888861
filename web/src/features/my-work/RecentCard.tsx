import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, useState } from "react";
import { when } from "../../design/words";
import type { BoxObject } from "../../editors/field";
import { Mark } from "../../workbench/Crop";
import { type RecentAnswer, recentQuery } from "../../workbench/home";
import { summary } from "../../workbench/summary";
import { useFields } from "./FeedbackCard";
import { shownPart } from "./Piece";

const FEW = 6;

/** One's own last answers; what nobody has looked at yet may still be changed. */
export function RecentCard({ change }: { change: (one: RecentAnswer) => void }) {
  const recent = useQuery({ ...recentQuery, refetchInterval: 60_000 });
  const [all, setAll] = useState(false);
  const list = recent.data ?? [];
  if (list.length === 0) return null;
  return (
    <section className="card recent">
      <header>
        <h2>Your last answers</h2>
        <span className="end small muted">to change until reviewed</span>
      </header>
      <div className="list">
        {list.slice(0, all ? undefined : FEW).map((one) => (
          <Row key={one.annotation} one={one} change={change} />
        ))}
      </div>
      {list.length > FEW && (
        <footer>
          <button type="button" className="link plain small" onClick={() => setAll(!all)}>
            {all ? "Fewer" : `${list.length - FEW} more`}
          </button>
        </footer>
      )}
    </section>
  );
}

function Row({ one, change }: { one: RecentAnswer; change: (one: RecentAnswer) => void }) {
  const fields = useFields(one.project);
  const part = shownPart(one.parts);
  const said = one.answer === null ? "cannot judge" : summary(fields, one.answer);
  const boxes = Object.entries(fields).flatMap(([name, field]) =>
    field.type === "box" ? ((one.answer?.[name] ?? []) as readonly BoxObject[]) : [],
  );
  const [w, h] = [part?.width ?? 16, part?.height ?? 9];
  const style = { "--mw": w, "--mh": h, "--iw": w, "--rx": 0, "--ry": 0 } as CSSProperties;
  return (
    <div className="ra">
      {part?.thumbnail_url ? (
        <div className="crop" style={style}>
          <img src={part.thumbnail_url} alt="" loading="lazy" />
          {boxes.slice(0, 40).map((box) => (
            <Mark key={box.id} box={box.box} look="who-a" />
          ))}
        </div>
      ) : (
        <div className="quote">{part?.text}</div>
      )}
      <div>
        <b className="cut">{said || "no objects"}</b>
        <span className="small muted cut">
          {one.ref}, {when(one.at)}
        </span>
      </div>
      {one.open ? (
        <button type="button" className="btn s" aria-label={`Change ${one.ref}`} onClick={() => change(one)}>
          Change
        </button>
      ) : (
        <span className="small muted">reviewed</span>
      )}
    </div>
  );
}
