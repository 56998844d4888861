import { describe, expect, it } from "vitest";
import { mustWait, paceAfter } from "./pace";

describe("pace", () => {
  it("waits from the fifth quick accept in a row and forgets after a look of a second", () => {
    const streak = [400, 500, 300, 900].reduce(paceAfter, 0);
    expect(mustWait(streak)).toBe(true);
    expect(mustWait(paceAfter(streak, 1_500))).toBe(false);
  });
});
