import { describe, expect, it } from "vitest";
import { NO_ACTIVITY, paused, touched } from "./activity";

describe("active time", () => {
  it("counts from event to event", () => {
    const activity = [0, 1_000, 31_000].reduce(touched, NO_ACTIVITY);
    expect(activity.activeMs).toBe(31_000);
  });
  it("leaves out a gap of more than a minute, and counts one of just a minute", () => {
    expect([0, 60_000].reduce(touched, NO_ACTIVITY).activeMs).toBe(60_000);
    expect([0, 60_001, 61_001].reduce(touched, NO_ACTIVITY).activeMs).toBe(1_000);
  });
  it("stands still while the tab is hidden", () => {
    const hidden = paused([0, 5_000].reduce(touched, NO_ACTIVITY), 8_000);
    expect(touched(touched(hidden, 20_000), 21_000).activeMs).toBe(9_000);
  });
  it("does not run backwards when the clock of the computer is set", () => {
    expect(touched(touched(NO_ACTIVITY, 10_000), 4_000).activeMs).toBe(0);
  });
});
