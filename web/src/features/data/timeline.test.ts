import { expect, test } from "vitest";
import type { ItemDetail } from "../../api/items";
import { line } from "./timeline";

const answer: ItemDetail["annotations"][number] = {
  id: 7,
  at: "2026-11-24T22:06:32Z",
  kind: "answer",
  verdict: null,
  standing: "counted",
  parent: null,
  person: "Mara Ferri",
  stage: "pilot",
  round: 1,
  answer: {},
  reasons: [],
  comment: "",
  unsure: false,
  cannot_judge: false,
  active_ms: 18_569,
  schema_version: 1,
  guideline_version: 2,
};
const past = (facts: Record<string, unknown>, kind = "submitted", text: string | null = null) => ({
  kind,
  text,
  facts,
});

test("an answer tells its work and where the item went, and why", () => {
  expect(line(past({ annotation: 7, to: "review", reason: "unsettled" }), [answer])).toEqual({
    title: "Annotation",
    details: ["19 s active, guideline v2", "goes to Review, for the answers differ"],
    tone: "acc",
  });
});

test("a return is told with its reasons and words", () => {
  const verdict = {
    ...answer,
    kind: "verdict",
    verdict: "return",
    reasons: ["loose_box"],
    comment: "Closer.",
    active_ms: 0,
  };
  expect(line(past({ annotation: 7, to: "annotate", reason: "return" }), [verdict])).toEqual({
    title: "Review, returned",
    details: ["guideline v2", "loose box", "“Closer.”", "goes to Annotate"],
    tone: "warn",
  });
});

test("a late answer is kept, and says so", () => {
  const late = line(past({ annotation: 7 }), [{ ...answer, standing: "extra" }]);
  expect(late.details.at(-1)).toBe("came late, kept beside the others");
});

test("who works blind sees that something was answered, and no more", () => {
  expect(line(past({ annotation: 7, to: "accept" }), [])).toEqual({
    title: "Annotation",
    details: ["accepted"],
    tone: "acc",
  });
});

test("skips, ends by hand and things nobody foresaw read as words", () => {
  expect(line(past({ reason: "bad_media" }, "skipped"), [])).toMatchObject({
    title: "Skipped",
    details: ["bad media"],
  });
  expect(line(past({ act: "lift" }, "stuck_ended"), []).details).toEqual(["opened again for everybody"]);
  expect(line(past({}, "something_new"), []).title).toBe("Something new");
});
