import { describe, expect, it } from "vitest";
import { levelKey } from "./model";

describe("rating", () => {
  it("uses the value of a level as its key where that is a digit, else its place", () => {
    const scale = [2, 4].map((value) => ({ value, name: String(value) }));
    expect([levelKey(scale, 0), levelKey(scale, 1)]).toEqual(["Digit2", "Digit4"]);
    const signed = [-1, 0, 1].map((value) => ({ value, name: String(value) }));
    expect(levelKey(signed, 0)).toBe("Digit1");
  });
});
