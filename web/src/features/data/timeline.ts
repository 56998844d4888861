/** An item's history as people would tell it: what happened, by whom, and what came of it. */
import type { ItemDetail } from "../../api/items";
import { span, titled } from "../../design/words";

type Past = Pick<ItemDetail["history"][number], "kind" | "text" | "facts">;
type Answer = ItemDetail["annotations"][number];

export interface Line {
  title: string;
  details: string[];
  tone?: "acc" | "warn";
}

const verdicts: Record<string, string> = {
  accept: "accepted as it was",
  correct: "corrected",
  return: "returned",
  drop: "left out",
};

const names: Record<string, string> = {
  imported: "Imported",
  admitted: "Let into the pipeline",
  submitted: "Annotation",
  skipped: "Skipped",
  flagged: "Question asked",
  flag: "Said",
  question: "Asked",
  reply: "Answered",
  undone: "Taken back",
  revised: "Put right",
  expired: "Lease ended",
  released: "Given back",
  parked: "Parked",
  accepted: "Accepted",
  dropped: "Left out",
};

const ends: Record<string, string> = {
  settle: "settled with the answers there were",
  lift: "opened again for everybody",
  give: "given to one person",
  drop: "left out without a label",
};

const because: Record<string, string> = {
  sample: ", drawn for a second look",
  unsettled: ", for the answers differ",
};

const word = (value: unknown): string => (typeof value === "string" ? value : "");

/** Where the item went after an answer. */
function outcome(facts: Past["facts"]): string[] {
  const to = word(facts.to);
  if (to === "accept") return ["accepted"];
  if (to === "drop") return ["left the project without a label"];
  return to ? [`goes to ${titled(to)}${because[word(facts.reason)] ?? ""}`] : [];
}

function answered(answer: Answer, facts: Past["facts"]): Line {
  const { verdict, active_ms: active, guideline_version: guideline } = answer;
  const work = [active > 0 && `${span(active)} active`, `guideline v${guideline}`].filter(Boolean).join(", ");
  return {
    title: verdict
      ? `Review, ${verdicts[verdict] ?? verdict}`
      : titled(answer.kind === "answer" ? "annotation" : answer.kind),
    details: [
      work,
      ...(answer.reasons.length > 0 ? [answer.reasons.map((reason) => reason.replaceAll("_", " ")).join(", ")] : []),
      ...(answer.comment ? [`“${answer.comment}”`] : []),
      ...(answer.cannot_judge ? ["could not judge it"] : answer.unsure ? ["was unsure"] : []),
      ...(answer.standing === "extra" ? ["came late, kept beside the others"] : outcome(facts)),
    ],
    tone: verdict === "return" ? "warn" : "acc",
  };
}

export function line(past: Past, answers: readonly Answer[]): Line {
  const { kind, text, facts } = past;
  const answer = kind === "submitted" ? answers.find(({ id }) => id === facts.annotation) : undefined;
  if (answer) return answered(answer, facts);
  if (kind === "stuck_ended") return { title: "Ended by hand", details: [ends[word(facts.act)] ?? ""], tone: "warn" };
  const details = [
    ...(text ? [`“${text}”`] : []),
    ...(kind === "skipped" && facts.reason ? [word(facts.reason).replaceAll("_", " ")] : []),
    ...(kind === "submitted" ? outcome(facts) : []),
  ];
  const tone = /submit|accept/.test(kind) ? "acc" : /skip|flag|park/.test(kind) ? "warn" : undefined;
  return { title: names[kind] ?? titled(kind), details, ...(tone ? { tone } : {}) };
}
