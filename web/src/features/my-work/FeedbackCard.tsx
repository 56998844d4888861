import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, useState } from "react";
import { definitionQuery } from "../../api/projects";
import { Caps, Segments } from "../../design/parts";
import { when } from "../../design/words";
import { around, hull } from "../../editors/box/geometry";
import type { Answer, BoxObject, Fields } from "../../editors/field";
import { Mark } from "../../workbench/Crop";
import { differences, firstObject } from "../../workbench/compare";
import type { Feedback } from "../../workbench/home";
import { reasonName } from "../../workbench/reasons";
import { summary } from "../../workbench/summary";
import type { Part } from "../../workbench/work";

const SAID: Record<Feedback["verdict"], [tone: string, word: string]> = {
  accept: ["good", "Accepted"],
  correct: ["info", "Corrected"],
  return: ["warn", "Returned"],
  drop: ["bad", "Dropped"],
};

/** What reviewers did with one's answers: the crop, both boxes, the words. */
export function FeedbackCard({ list, act }: { list: readonly Feedback[]; act: (one: Feedback) => void }) {
  const [which, setWhich] = useState<"new" | "all">("new");
  const fresh = list.filter((one) => one.unread);
  const shown = which === "new" ? fresh : list;
  const count = (verdict: Feedback["verdict"]) => list.filter((one) => one.verdict === verdict).length;
  return (
    <section className="card feedback">
      <header>
        <h2>Feedback from reviews</h2>
        <span className="small muted num">{fresh.length} new</span>
        <span className="end">
          <Segments
            label="Which"
            value={which}
            choices={[
              { value: "new", label: "new" },
              { value: "all", label: "all" },
            ]}
            onChange={setWhich}
          />
        </span>
      </header>
      <div className="list">
        {shown.map((one) => (
          <Row key={one.annotation} one={one} number={fresh.indexOf(one) + 1} act={act} />
        ))}
        {shown.length === 0 && (
          <p className="muted none">
            {list.length === 0
              ? "No reviewer has looked at your work yet."
              : "Nothing new. Everything that was said stands under “all”."}
          </p>
        )}
      </div>
      {list.length > 0 && (
        <footer className="small muted num">
          Of your last {list.length} reviewed tasks {count("accept")} were accepted as they were, {count("correct")}{" "}
          corrected, {count("return")} returned.
        </footer>
      )}
    </section>
  );
}

function Row({ one, number, act }: { one: Feedback; number: number; act: (one: Feedback) => void }) {
  const definition = useQuery({ ...definitionQuery(one.project), staleTime: 300_000 });
  const fields = (definition.data?.schema ?? {}) as unknown as Fields;
  const [tone, word] = SAID[one.verdict];
  const part = Object.values(one.parts).find((other) => other.url) ?? Object.values(one.parts)[0];
  const changed = one.after ? `${summary(fields, one.before ?? {})} → ${summary(fields, one.after)}` : "";
  const boxes = Object.values(fields).some((field) => field.type === "box");
  return (
    <div className="fb">
      {part?.url ? (
        <Piece part={part} fields={fields} before={one.before ?? {}} after={one.after ?? one.before ?? {}} />
      ) : (
        <div className="quote">{part?.text}</div>
      )}
      <div className="said">
        <div className="t">
          <span className={`badge ${tone}`}>{word}</span>
          <span>
            {one.reasons.length > 0
              ? one.reasons.map(reasonName).join(", ")
              : one.verdict === "accept"
                ? "no change"
                : ""}
          </span>
          <span className="small muted">
            {one.ref}, {when(one.at)}
          </span>
        </div>
        <p>{one.comment || (one.verdict === "correct" && !boxes ? changed : "")}</p>
        {one.verdict === "correct" && boxes && <p className="small muted">Orange is yours, pink the reviewer’s.</p>}
      </div>
      {one.unread && (
        <button type="button" className={one.verdict === "accept" ? "btn s quiet" : "btn s"} onClick={() => act(one)}>
          {one.verdict === "return" ? "Redo" : one.verdict === "accept" ? "Seen" : "Got it"}
          {number > 0 && number < 10 && <Caps keys={String(number)} />}
        </button>
      )}
    </div>
  );
}

interface PieceProps {
  part: Part;
  fields: Fields;
  before: Answer;
  after: Answer;
}

/** The piece of the picture in question, with one's own box and the reviewer's. */
function Piece({ part, fields, before, after }: PieceProps) {
  const size = { width: part.width ?? 1, height: part.height ?? 1 };
  const { open, agree } = differences(fields, [
    { key: "a", label: "Yours", look: "who-a", dashed: false, answer: before },
    { key: "mine", label: "Reviewer", look: "who-r", dashed: false, answer: after },
  ]);
  const pair: readonly (BoxObject | null)[] = open[0]?.objects ?? (agree[0] ? [agree[0], null] : []);
  const found = pair.flatMap((one) => (one ? [one.box] : []));
  const region =
    firstObject(open[0]) || agree[0]
      ? around(hull(found), size, 112 / 70)
      : ([0, 0, size.width, (size.width * 70) / 112] as const);
  const [x, y, w, h] = region;
  const style = { "--mw": w, "--mh": h, "--iw": size.width, "--rx": x, "--ry": y } as CSSProperties;
  return (
    <div className="crop" style={style}>
      <img src={part.url ?? ""} alt="" loading="lazy" />
      {pair[0] && <Mark box={pair[0].box} origin={[x, y]} look="who-a" />}
      {pair[1] && <Mark box={pair[1].box} origin={[x, y]} look="who-r" />}
    </div>
  );
}
