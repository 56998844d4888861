import { expect, test } from "vitest";
import { changedLines } from "./changes";
import { linesOf } from "./stage-panel";

const document =
  "stages:\n  pilot: {kind: annotate}\n  annotate:\n    kind: annotate\n\n    lease: 30m\n  review: {kind: review}\n";

test("a stage's lines are found wherever it is written", () => {
  expect(linesOf(document, "pilot")).toEqual({ from: 2, lines: ["pilot: {kind: annotate}"] });
  expect(linesOf(document, "annotate")?.lines).toEqual(["annotate:", "  kind: annotate", "", "  lease: 30m"]);
  expect(linesOf(document, "none")).toBeNull();
});

test("a change is shown with its neighbours and no more", () => {
  const lines = changedLines("a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nd\ne\nF\ng\n");
  expect(lines.map(({ kind, text }) => `${kind[0]} ${text}`)).toEqual(["s d", "s e", "r f", "a F", "s g"]);
});
