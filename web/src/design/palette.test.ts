import { expect, test } from "vitest";
import { fits } from "./palette";

test("every typed word must be there, and the beginning of a word counts more", () => {
  expect(fits("Support tickets", "tick sup")).toBeGreaterThan(fits("Support tickets", "ick upp"));
  expect(fits("Support tickets", "tick cars")).toBe(0);
  expect(fits("anything", "")).toBeGreaterThan(0);
});
