import { expect, test } from "vitest";
import type { Home, Stage } from "../../api/projects";
import { sentence } from "./sentence";

const stage: Stage = {
  key: "annotate",
  kind: "annotate",
  name: "Annotate",
  team: "people",
  phase: "open",
  waiting: 12,
  leased: 1,
  parked: 0,
  stranded: [],
  done: 5,
  oldest_waiting_at: null,
  in_day: 0,
  out_day: 0,
  overlap: "1",
  policy: "",
  needs: [],
  phase_reason: "",
  mine: false,
};
const home: Home = {
  project: {
    slug: "cars",
    name: "Cars",
    state: "running",
    media: "image",
    items: 20,
    accepted: 5,
    waiting: 12,
    stuck: 0,
    attention: [],
    roles: ["manager"],
  },
  items: { held: 0, active: 15, accepted: 5, dropped: 0, total: 20 },
  stages: [stage],
  attention: [],
  accepted_by_hour: [],
  people_today: [],
  pilot: null,
  checklist: null,
};

test("a running project says how many are accepted and where the rest waits", () => {
  expect(sentence(home)).toEqual({ head: "5 of 20 items are accepted.", rest: "Waiting: 12 at Annotate." });
});

test("work that nobody can do comes first", () => {
  const stuck = {
    ...stage,
    parked: 1,
    stranded: [
      { n: 1, cause: "several people skipped it", code: "skips", state: "parked" },
      { n: 2, cause: "overlap 3, team 2", code: "team_too_small", state: "stranded" },
    ],
  };
  expect(sentence({ ...home, stages: [stuck] }).head).toBe("3 tasks wait for you.");
});

test("a paused stage says who waits, and why", () => {
  const paused = { ...stage, phase: "paused", phase_reason: "the guideline is being rewritten" };
  expect(sentence({ ...home, stages: [paused] }).rest).toBe(
    "Annotate is paused, 12 tasks wait: the guideline is being rewritten.",
  );
});

test("a complete pilot asks for its gate", () => {
  const pilot = { stage: "pilot", items: 50, complete: 50, open: false };
  expect(sentence({ ...home, pilot }).head).toBe("The pilot is complete.");
});

test("a finished project asks for a version", () => {
  const items = { held: 0, active: 0, accepted: 19, dropped: 1, total: 20 };
  expect(sentence({ ...home, items }).head).toBe("Every item is done.");
});
