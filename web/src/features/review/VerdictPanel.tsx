import { type Ref, useEffect, useRef } from "react";
import { Icon } from "../../design/icons";
import { Caps } from "../../design/parts";
import type { Difference, Source } from "../../workbench/compare";
import { reasonKey, reasonName } from "../../workbench/reasons";
import type { Verdict, Work } from "../../workbench/task";
import type { Judging, Lease } from "../../workbench/work";

interface Props {
  lease: Lease;
  work: Work;
  all: readonly Source[];
  list: readonly Difference[];
  at: number;
  filling: boolean;
  words: Ref<HTMLTextAreaElement>;
  /** The reasons that make sense here. */
  choices: readonly (readonly [code: string, name: string])[];
  drawn: boolean;
  go: (at: number) => void;
  judge: (verdict: Verdict) => void;
  reason: (code: string) => void;
  comment: (text: string) => void;
  to: (to: "author" | "another") => void;
}

/** Where the item came from, what differs, the verdict, why, in which words, and to whom it goes. */
export function VerdictPanel(props: Props) {
  const { lease, work, all, list, at, go, reason, comment } = props;
  const settled = work.settled ?? {};
  const looking = list[0]?.kind === "object";
  const open = list.filter((one) => settled[one.key] === undefined).length;
  const reasons = work.reasons ?? [];
  const rows = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes on by key sees where they are
  useEffect(() => {
    rows.current?.querySelector(".drow.on")?.scrollIntoView({ block: "nearest" });
  }, [at, lease.lease]);
  return (
    <>
      <Origin lease={lease} />
      {lease.previous && (
        <div className="came-back">
          <b>
            You returned it
            {lease.previous.reasons?.length ? `: ${lease.previous.reasons.map(reasonName).join(", ")}` : ""}
          </b>
          {lease.previous.comment && <p>{lease.previous.comment}</p>}
        </div>
      )}
      <div className="sec lined">
        {looking ? "To look at" : "Differences"} <span className="num count">{list.length}</span>
        {looking && <span className="aside">nothing changed so far</span>}
        {list.length > 0 && !looking && (
          <span className="aside num">
            {list.length - open} settled, {open} open
          </span>
        )}
      </div>
      <div className="scroll differences" ref={rows}>
        {list.map((one, index) => {
          const who = all.find((source) => source.key === settled[one.key]);
          return (
            <button type="button" key={one.key} className={index === at ? "drow on" : "drow"} onClick={() => go(index)}>
              <span className="pn">{who ? <Icon name="check" /> : index + 1}</span>
              <span className="t">{one.title}</span>
              <span className={who ? "small taken" : "small muted"}>
                {looking ? "" : who ? `${who.label.toLowerCase()} taken` : "open"}
              </span>
              <span className="d">{one.detail}</span>
            </button>
          );
        })}
        {list.length === 0 && (
          <p className="pad small muted blankline">
            {lease.review && lease.review.answers.length > 1
              ? "The answers agree."
              : "Nothing changed so far. C corrects the answer."}
          </p>
        )}
      </div>
      <div className="judgement">
        <Judgement {...props} />
        <div className="sec">
          Reason
          <span className="aside">
            words
            <Caps keys="t" />
          </span>
        </div>
        <div className="codes">
          {props.choices.map(([code, name], index) => (
            <button
              type="button"
              key={code}
              className={reasons.includes(code) ? "code on" : "code"}
              aria-pressed={reasons.includes(code)}
              onClick={() => reason(code)}
            >
              <Caps keys={reasonKey(index)} on={reasons.includes(code)} />
              {name}
            </button>
          ))}
        </div>
        <div className="pad words">
          <textarea
            ref={props.words}
            className="area"
            rows={3}
            value={work.comment ?? ""}
            placeholder="what should be done next time"
            aria-label="Words to the annotator"
            onChange={(event) => comment(event.target.value)}
          />
        </div>
        {work.verdict === "return" && <Destination to={work.to ?? "author"} set={props.to} />}
      </div>
      <div className="sideline">
        <Icon name="chat" />
        {props.drawn ? "The annotator gets this crop and your words" : "The annotator gets the item and your words"}
      </div>
    </>
  );
}

function Origin({ lease }: { lease: Lease }) {
  const { review } = lease;
  if (!review) return null;
  const [name, said] = origin(review);
  return (
    <div className="origin small">
      <span className="badge info">
        <Icon name={review.came_by === "returned" ? "undo" : "shuffle"} />
        {name}
      </span>
      <span className="muted num">{said}</span>
    </div>
  );
}

/** Where the item comes from, so that the reviewer knows what kind of look is wanted; never what the answer should be. */
function origin(review: Judging): [string, string] {
  const every = Math.round(1 / (review.rate || 1));
  switch (review.came_by) {
    case "sample":
      return every === 1 ? ["Sample", "drawn for certain"] : ["Random sample", `every annotator’s work, 1 in ${every}`];
    case "returned":
      return ["Came back", review.rounds_left > 0 ? `may go back ${review.rounds_left} more` : "may not go back again"];
    case "unsettled":
      return ["Not settled", `${review.answers.length} answers, all shown`];
    default:
      return ["Every item", "this stage sees all"];
  }
}

const VERDICTS: readonly [Verdict, string, string][] = [
  ["accept", "Accept", "a"],
  ["correct", "Correct", "c"],
  ["return", "Return", "r"],
];

function Judgement({ lease, work, filling, judge }: Props) {
  const last = (lease.review?.rounds_left ?? 1) <= 0;
  const unsure = lease.review?.answers.some((one) => one.unsure);
  const cannot = lease.review?.answers.some((one) => one.cannot_judge);
  return (
    <>
      <div className="sec">
        Verdict
        <span className="aside">{cannot ? "the annotator could not judge it" : unsure ? "marked unsure" : ""}</span>
      </div>
      <div className="verdict" role="radiogroup" aria-label="Verdict">
        {VERDICTS.map(([verdict, label, key]) => (
          <button
            type="button"
            key={verdict}
            disabled={verdict === "return" && last}
            className={["btn", work.verdict === verdict && "on", verdict === "accept" && filling && "filling"]
              .filter(Boolean)
              .join(" ")}
            aria-pressed={work.verdict === verdict}
            onClick={() => judge(verdict)}
          >
            {label}
            <Caps keys={key} />
          </button>
        ))}
      </div>
    </>
  );
}

function Destination({ to, set }: { to: "author" | "another"; set: (to: "author" | "another") => void }) {
  return (
    <div className="pad row destination">
      <span className="small muted">To</span>
      <span className="seg" role="radiogroup" aria-label="Who gets it back">
        {(["author", "another"] as const).map((one) => (
          <button
            type="button"
            role="radio"
            key={one}
            aria-checked={to === one}
            className={to === one ? "on" : undefined}
            onClick={() => set(one)}
          >
            {one === "author" ? "same person" : "another"}
          </button>
        ))}
      </span>
      <Caps keys="p" />
    </div>
  );
}
