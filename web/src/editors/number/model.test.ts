import { describe, expect, it } from "vitest";
import { readNumber } from "./model";

describe("number", () => {
  it("reads a point or a comma and says what is wrong", () => {
    expect(readNumber({ type: "number" }, " 1,5 ")).toEqual([1.5, ""]);
    expect(readNumber({ type: "number" }, "")).toEqual([undefined, ""]);
    expect(readNumber({ type: "number" }, "x")[1]).toBe("not a number");
    expect(readNumber({ type: "number", integer: true }, "1.5")[1]).toBe("whole numbers only");
    expect(readNumber({ type: "number", min: 0, max: 5 }, "9")[1]).toBe("at most 5");
  });
});
