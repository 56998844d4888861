import { expect, test } from "vitest";
import type { Stuck } from "../../api/stuck";
import { reasonsOf, ways } from "./ways";

const task = (more: Partial<Stuck>): Stuck => ({
  task: 1,
  item: 1,
  item_key: "a",
  stage: "annotate",
  state: "parked",
  code: "skips",
  text: "several people skipped it",
  have: 0,
  wanted: 1,
  skips: [],
  words: [],
  ...more,
});

test("reasons are summed over the tasks, most frequent first", () => {
  const skips = [{ reason: "unclear", people: 1 }];
  expect(reasonsOf([task({ skips }), task({ skips: [{ reason: "bad_media", people: 3 }, ...skips] })])).toEqual([
    { reason: "bad_media", people: 3 },
    { reason: "unclear", people: 2 },
  ]);
});

test("what has no answer cannot be settled with what there is", () => {
  const settle = ways.find(({ act }) => act === "settle");
  expect(settle?.refused?.([task({}), task({ have: 1 })])).toBe("1 of them has no answer to settle with");
  expect(settle?.refused?.([task({ have: 1 })])).toBeUndefined();
});
