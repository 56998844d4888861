import { describe, expect, it } from "vitest";
import { begin, push, redo, undo } from "./history";

describe("history", () => {
  it("goes back and forth over any number of steps", () => {
    let history = begin(0);
    for (let step = 1; step <= 500; step += 1) history = push(history, step);
    for (let step = 0; step < 500; step += 1) history = undo(history);
    expect(history.now).toBe(0);
    expect(undo(history)).toBe(history);
    for (let step = 0; step < 500; step += 1) history = redo(history);
    expect(history.now).toBe(500);
  });
  it("forgets what was undone once something new is done", () => {
    const history = push(undo(push(begin("a"), "b")), "c");
    expect(redo(history).now).toBe("c");
    expect(undo(history).now).toBe("a");
  });
  it("joins a held key into one step and starts anew after an undo", () => {
    let history = push(push(push(begin(0), 1, "nudge"), 2, "nudge"), 3, "nudge");
    expect(undo(history).now).toBe(0);
    history = push(undo(history), 9, "nudge");
    expect(undo(history).now).toBe(0);
  });
  it("keeps no step for a change that changes nothing", () => {
    expect(push(begin("a"), "a").past).toEqual([]);
  });
});
