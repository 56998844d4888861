import type { Task, Verdict } from "../../workbench/task";

/** What is sent for a verdict, or in words why it cannot be sent yet. `same` is the annotation the reviewer's answer equals. */
export function verdictFor(
  task: Task,
  verdict: Verdict,
  same: string | null,
): Readonly<Record<string, unknown>> | string {
  const { answer, reasons = [], comment = "", to = "author" } = task.history.now;
  const answers = task.lease.review?.answers ?? [];
  const several = answers.length > 1;
  const words = { reasons, ...(comment.trim() ? { comment: comment.trim() } : {}) };
  if (verdict === "accept" && several) {
    if (same === null) return "Say which answer you accept: take one with its key, then A.";
    return { verdict, annotation: Number(same), ...words };
  }
  if (verdict === "accept")
    return answers[0]?.cannot_judge
      ? "The annotator could not judge it: correct it or return it."
      : { verdict, ...words };
  if (verdict === "return") {
    if (reasons.length === 0 && !comment.trim()) return "Say why it goes back: a reason by its digit, or words with T.";
    return { verdict, to, ...words, ...(several && answers[0] ? { annotation: answers[0].annotation } : {}) };
  }
  if (verdict === "correct" && same !== null)
    return several ? { verdict: "accept", annotation: Number(same), ...words } : { verdict: "accept", ...words };
  return { verdict, answer, ...words };
}
