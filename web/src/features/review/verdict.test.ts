import { describe, expect, it } from "vitest";
import { begin } from "../../editors/history";
import { fresh, type Work } from "../../workbench/task";
import type { Lease } from "../../workbench/work";
import { verdictFor } from "./verdict";

const lease = (answers: number): Lease => ({
  lease: 1,
  ref: "r",
  stage: { key: "review", kind: "review" },
  project: "p",
  item: { parts: {}, fields: {} },
  schema_version: 1,
  guideline_version: 1,
  review: {
    answers: Array.from({ length: answers }, (_, at) => ({ annotation: 5 + at, answer: { topic: `t${at}` } })),
    came_by: "sample",
    rounds_left: 2,
  },
});
const task = (answers: number, work: Partial<Work>) => ({
  ...fresh(lease(answers)),
  history: begin<Work>({ answer: { topic: "t0" }, ...work }),
});

describe("verdict", () => {
  it("accepts one answer without more, and one of several only when it is said which", () => {
    expect(verdictFor(task(1, {}), "accept", "5")).toEqual({ verdict: "accept", reasons: [] });
    expect(verdictFor(task(2, {}), "accept", null)).toContain("which answer");
    expect(verdictFor(task(2, {}), "accept", "6")).toMatchObject({ annotation: 6 });
  });
  it("does not return work without saying why", () => {
    expect(verdictFor(task(1, {}), "return", "5")).toContain("Say why");
    expect(verdictFor(task(1, { reasons: ["loose_box"], to: "another" }), "return", "5")).toEqual({
      verdict: "return",
      to: "another",
      reasons: ["loose_box"],
    });
  });
  it("sends a correction that changes nothing as what it is, an accept", () => {
    expect(verdictFor(task(1, {}), "correct", "5")).toMatchObject({ verdict: "accept" });
    expect(verdictFor(task(1, { answer: { topic: "x" }, comment: " look " }), "correct", null)).toEqual({
      verdict: "correct",
      answer: { topic: "x" },
      reasons: [],
      comment: "look",
    });
  });
});
