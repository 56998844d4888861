import { describe, expect, it } from "vitest";
import { levelKeys } from "./model";

const NONE = new Set<string>();
const levels = (...values: number[]) => values.map((value) => ({ value, name: String(value) }));

describe("rating", () => {
  it("uses the value of a level as its key where that is a digit, else its place", () => {
    expect(levelKeys(levels(2, 4), NONE)).toEqual(["2", "4"]);
    expect(levelKeys(levels(-1, 0, 1), NONE)).toEqual(["1", "2", "3"]);
  });
  it("leaves a digit to the class that the definition gives it to", () => {
    expect(levelKeys(levels(1, 2), new Set(["2"]))).toEqual(["1", "3"]);
  });
});
