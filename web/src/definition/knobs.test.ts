import { expect, test } from "vitest";
import { parse } from "./document";
import { knobs, written } from "./knobs";

test("shares are turned in percent and written as a share", () => {
  const { value } = parse("stages: {annotate: {then: [{to: review, sample: {rate: 0.1, min: 5}}, accept]}}");
  expect(knobs(value).map(({ label, value: shown, scale }) => [label, shown, scale])).toEqual([
    ["share that goes to review", 10, 0.01],
    ["to review of each person at least", 5, 1],
  ]);
});

test("words in place of numbers are left alone", () => {
  expect(knobs(parse("stages: {pilot: {overlap: {each: all}}}").value)).toEqual([]);
});

test("a share is written without the dust of its multiplication", () => {
  expect(written({ scale: 0.01 }, 57)).toBe(0.57);
});
