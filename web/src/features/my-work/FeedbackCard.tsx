import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { definitionQuery } from "../../api/projects";
import { Caps, Segments } from "../../design/parts";
import { many, when } from "../../design/words";
import type { Fields } from "../../editors/field";
import type { Feedback, WorkHome } from "../../workbench/home";
import { reasonName } from "../../workbench/reasons";
import { summary } from "../../workbench/summary";
import { Piece, shownPart, Words } from "./Piece";

const SAID: Record<Feedback["verdict"], [tone: string, word: string]> = {
  accept: ["good", "Accepted"],
  correct: ["info", "Corrected"],
  return: ["warn", "Returned"],
  drop: ["bad", "Dropped"],
};

const GRACE_MS = 12_000; // so long a verdict may be undone, and what it sent back is nobody's

interface Props {
  home: WorkHome;
  /** Does what the entry asks for: it was read, and returned work is taken up. */
  act: (one: Feedback) => void;
  say: (one: Feedback, text: string) => Promise<void>;
}

/** Whether the work came back and waits to be done again. */
export const comesBack = (home: WorkHome, one: Feedback): boolean =>
  one.verdict === "return" && home.returned.some((other) => other.project === one.project && other.ref === one.ref);

/** Whether it is about to come back: the reviewer may still undo the verdict, and nobody has the task. */
const comesSoon = (home: WorkHome, one: Feedback): boolean =>
  one.verdict === "return" && !comesBack(home, one) && Date.now() - Date.parse(one.at) < GRACE_MS;

/** What is new and can be acted on, in the order of its keys. */
export const toActOn = (home: WorkHome): Feedback[] =>
  home.feedback.filter((one) => one.unread && !comesSoon(home, one));

/** What reviewers did with one's answers: the crop, both boxes, the words; a question goes back to the reviewer. */
export function FeedbackCard({ home, act, say }: Props) {
  const [which, setWhich] = useState<"new" | "all">("new");
  const list = home.feedback;
  const fresh = toActOn(home);
  // What one asked about stays in view until there is an answer.
  const shown = which === "new" ? list.filter((one) => one.unread || one.said.at(-1)?.mine) : list;
  if (list.length === 0 && !home.queues.some((one) => one.kind === "annotate")) return null;
  const { accept = 0, correct = 0, return: returned = 0, drop = 0 } = home.reviewed;
  const reviewed = accept + correct + returned + drop;
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
          <Row
            key={one.annotation}
            one={one}
            number={fresh.indexOf(one) + 1}
            back={comesBack(home, one)}
            soon={comesSoon(home, one)}
            act={act}
            say={say}
          />
        ))}
        {shown.length === 0 && (
          <p className="muted none">
            {reviewed === 0
              ? "No reviewer has looked at your work yet."
              : "Nothing new. Everything that was said stands under “all”."}
          </p>
        )}
      </div>
      {reviewed > 0 && (
        <footer className="small muted num">
          Of your last {many(reviewed, "reviewed task")}:{" "}
          {[
            [accept, "accepted unchanged"] as const,
            [correct, "corrected"] as const,
            [returned, "returned"] as const,
            [drop, "dropped"] as const,
          ]
            .filter(([count]) => count > 0)
            .map(([count, what]) => `${count} ${what}`)
            .join(", ")}
          .
        </footer>
      )}
    </section>
  );
}

interface RowProps extends Pick<Props, "act" | "say"> {
  one: Feedback;
  number: number;
  back: boolean;
  soon: boolean;
}

function Row({ one, number, back, soon, act, say }: RowProps) {
  const [asking, setAsking] = useState(false);
  const fields = useFields(one.project);
  const [tone, word] = SAID[one.verdict];
  const boxes = Object.values(fields).some((field) => field.type === "box");
  const changed = one.after ? `${summary(fields, one.before ?? {})} → ${summary(fields, one.after)}` : "";
  return (
    <div className="fb">
      <Piece
        part={shownPart(one.parts)}
        fields={fields}
        before={one.before ?? {}}
        after={one.after ?? one.before ?? {}}
      />
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
        <p>
          {one.comment || (one.verdict === "correct" && !boxes ? changed : "")}
          {one.verdict === "correct" && boxes && <span className="muted"> Orange is yours, pink the reviewer’s.</span>}
        </p>
        <Words
          said={one.said}
          other="Reviewer"
          writing={asking}
          asked
          placeholder="What is unclear about it?"
          send={async (text) => {
            await say(one, text);
            setAsking(false);
          }}
        />
      </div>
      <span className="acts">
        {one.unread && soon && <span className="small muted">comes back in a moment</span>}
        {one.unread && !soon && (
          <button type="button" className={one.verdict === "accept" ? "btn s quiet" : "btn s"} onClick={() => act(one)}>
            {back ? "Redo" : one.verdict === "accept" ? "Seen" : "Got it"}
            {number > 0 && number < 10 && <Caps keys={String(number)} />}
          </button>
        )}
        {one.verdict !== "accept" && (
          <button type="button" className="btn s quiet" aria-expanded={asking} onClick={() => setAsking(!asking)}>
            {asking ? "Never mind" : "Question it"}
          </button>
        )}
      </span>
    </div>
  );
}

export function useFields(project: string): Fields {
  const definition = useQuery({ ...definitionQuery(project), staleTime: 300_000 });
  return (definition.data?.schema ?? {}) as unknown as Fields;
}

/** What annotators asked about verdicts of one's own; one's answer goes back to them. */
export function QuestionsCard({ home, act, say }: Props) {
  const list = home.questions.filter((one) => one.unread);
  if (list.length === 0) return null;
  return (
    <section className="card feedback">
      <header>
        <h2>Questions about your reviews</h2>
        <span className="small muted num">{list.length} open</span>
      </header>
      <div className="list">
        {list.map((one) => (
          <Asked key={one.annotation} one={one} act={act} say={say} />
        ))}
      </div>
    </section>
  );
}

function Asked({ one, act, say }: Pick<RowProps, "one" | "act" | "say">) {
  const fields = useFields(one.project);
  const [tone, word] = SAID[one.verdict];
  return (
    <div className="fb">
      <Piece part={shownPart(one.parts)} fields={fields} before={one.before ?? {}} after={one.after ?? {}} />
      <div className="said">
        <div className="t">
          <span className={`badge ${tone}`}>{word}</span>
          <span>{one.reasons.map(reasonName).join(", ")}</span>
          <span className="small muted">
            {one.ref}, {when(one.at)}
          </span>
        </div>
        {one.comment && <p>{one.comment}</p>}
        <Words said={one.said} other="Annotator" writing placeholder="Your answer" send={(text) => say(one, text)} />
      </div>
      <span className="acts">
        <button type="button" className="btn s quiet" onClick={() => act(one)}>
          Seen
        </button>
      </span>
    </div>
  );
}
