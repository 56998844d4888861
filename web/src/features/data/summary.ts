import { many } from "../../design/words";

/** An answer in a few words: "billing", "3 boxes, dry". */
export function summary(answer: Record<string, unknown> | null | undefined): string | null {
  if (!answer) return null;
  if (answer.cannot_judge === true) return "cannot judge";
  const parts = Object.values(answer).map((value) => {
    if (Array.isArray(value)) {
      return value.some((one) => typeof one === "object") || value.length === 0
        ? many(value.length, "box", "boxes")
        : value.join(", ");
    }
    if (typeof value === "boolean") return value ? "yes" : "no";
    return String(value);
  });
  return parts.join(", ") || null;
}

const words: Record<string, string> = {
  imported: "Imported",
  admitted: "Made available",
  entered: "Entered the stage",
  leased: "Leased",
  opened: "Opened",
  submitted: "Annotation",
  annotation: "Annotation",
  answered: "Annotation",
  reviewed: "Review",
  verdict: "Verdict",
  sampled: "Chosen for review",
  routed: "Moved on",
  returned: "Returned",
  accepted: "Accepted",
  dropped: "Dropped",
  skipped: "Skipped",
  expired: "Lease expired",
  released: "Given back",
  undone: "Taken back",
  revised: "Revised",
  parked: "Parked",
  settled: "Settled",
};

/** An event's kind for people: the last word of it that is known, else its own words. */
export function eventName(kind: string): string {
  const known = kind
    .split(/[._]/)
    .reverse()
    .find((word) => words[word]);
  return known ? (words[known] ?? kind) : kind.replaceAll(/[._]/g, " ").replace(/^./, (first) => first.toUpperCase());
}
