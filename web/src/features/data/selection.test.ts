import { expect, test } from "vitest";
import { all, MOST, nothing, picked, type Selection } from "./selection";

const items = [1, 2, 3, 4, 5].map((id) => ({ id }));
type One = { id: number };
const ids = (selection: Selection<One>) => [...selection.chosen.keys()].sort();

test("one is put in, and taken out again", () => {
  const once = picked(nothing<One>(), items, 2, false);
  expect(ids(once)).toEqual([2]);
  expect(ids(picked(once, items, 2, false))).toEqual([]);
});

test("a range goes from the last one to this one, in either direction", () => {
  const four = picked(nothing<One>(), items, 4, false);
  expect(ids(picked(four, items, 2, true))).toEqual([2, 3, 4]);
  expect(ids(picked(picked(nothing<One>(), items, 2, false), items, 4, true))).toEqual([2, 3, 4]);
});

test("a range from one that was taken out takes out", () => {
  const without = picked(all(items), items, 2, false);
  expect(ids(picked(without, items, 4, true))).toEqual([1, 5]);
});

test("a range without a beginning is one item", () => {
  expect(ids(picked(nothing<One>(), items, 3, true))).toEqual([3]);
});

test("no more than so many are chosen at once", () => {
  const many = Array.from({ length: MOST + 1 }, (_, id) => ({ id }));
  expect(all(many).chosen.size).toBe(MOST);
});
