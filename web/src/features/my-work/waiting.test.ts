import { describe, expect, it } from "vitest";
import type { WorkHome } from "../../workbench/home";
import { rows } from "./Waiting";

const queue = (stage: string, waiting: number, own: number | null = null, phase = "open") => ({
  project: "cars",
  project_name: "Cars",
  stage,
  kind: "annotate" as const,
  phase,
  waiting,
  own,
  batch: own === null ? null : { done: 3, size: own + 3 },
});
const back = { project: "cars", stage: "annotate", ref: "a", at: null, until: null, reasons: [], comment: "" };
const home = (more: Partial<WorkHome>): WorkHome => ({
  returned: [],
  queues: [],
  feedback: [],
  reviewed: {},
  questions: [],
  today: { count: 0, median_ms: null, active_ms: 0, by_quarter: [] },
  ...more,
});

describe("waiting", () => {
  it("puts what came back first, once for each stage, and does not count it twice", () => {
    const list = rows(home({ returned: [back, { ...back, ref: "b" }], queues: [queue("annotate", 10)] }));
    expect(list.map((one) => [one.returned, one.tasks])).toEqual([
      [true, 2],
      [false, 8],
    ]);
  });
  it("counts a person's own batch where there is one, and leaves out what waits for nobody", () => {
    const list = rows(
      home({ queues: [queue("annotate", 100, 7), queue("review", 0), queue("later", 50, null, "closed")] }),
    );
    expect(list.map((one) => [one.stage, one.tasks])).toEqual([["annotate", 7]]);
  });
});
