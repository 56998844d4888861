import { describe, expect, it } from "vitest";
import { finished, IDLE, preview, step } from "./drawing";
import * as geometry from "./geometry";

const bounds = { width: 200, height: 100 };

describe("geometry", () => {
  it("makes whole pixels between two points whichever way they were given, cut to the media", () => {
    expect(geometry.rectBetween({ x: 50.4, y: 40 }, { x: 10, y: 20.6 }, bounds)).toEqual([10, 21, 40, 19]);
    expect(geometry.rectBetween({ x: 190, y: 90 }, { x: 300, y: 300 }, bounds)).toEqual([190, 90, 10, 10]);
  });
  it("draws from the centre and in proportion when asked", () => {
    expect(geometry.rectBetween({ x: 50, y: 50 }, { x: 60, y: 55 }, bounds, { centre: true })).toEqual([
      40, 45, 20, 10,
    ]);
    expect(geometry.rectBetween({ x: 50, y: 50 }, { x: 60, y: 55 }, bounds, { square: true })).toEqual([
      50, 50, 10, 10,
    ]);
  });
  it("keeps a moved or resized box inside and never turns it inside out", () => {
    expect(geometry.moved([190, 0, 10, 10], 10, -10, bounds)).toEqual([190, 0, 10, 10]);
    expect(geometry.resized([10, 10, 20, 20], "w", { x: 90, y: 0 }, bounds)).toEqual([29, 10, 1, 20]);
    expect(geometry.resized([10, 10, 20, 20], "se", { x: 500, y: 50.2 }, bounds)).toEqual([10, 10, 190, 40]);
    expect(geometry.grown([10, 10, 20, 20], -50, 1, bounds)).toEqual([10, 10, 1, 21]);
  });
  it("takes the smallest object under the pointer and the nearest handle", () => {
    const objects = [
      { id: "big", class: "car", box: [0, 0, 100, 100] as const, attributes: {} },
      { id: "small", class: "car", box: [40, 40, 10, 10] as const, attributes: {} },
    ];
    expect(geometry.objectAt(objects, { x: 45, y: 45 })?.id).toBe("small");
    expect(geometry.objectAt(objects, { x: 150, y: 45 })).toBeNull();
    expect(geometry.handleAt([10, 10, 20, 20], { x: 12, y: 11 }, 8)).toBe("nw");
    expect(geometry.handleAt([10, 10, 20, 20], { x: 20, y: 20 }, 4)).toBeNull();
  });
  it("measures overlap", () => {
    expect(geometry.iou([0, 0, 10, 10], [0, 0, 10, 10])).toBe(1);
    expect(geometry.iou([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(1 / 3);
    expect(geometry.iou([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0);
  });
  it("zooms with the point under the cursor staying put", () => {
    const view = { scale: 0.5, x: 30, y: 20 };
    const at = { x: 111, y: 77 };
    const before = geometry.toMedia(view, at);
    const after = geometry.toMedia(geometry.zoomed(view, at, 3), at);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
    expect(geometry.zoomed(view, at, 1e6).scale).toBe(geometry.ZOOM.most);
  });
  it("fits the media and says which part is in view", () => {
    const view = geometry.fitted(bounds, { width: 424, height: 224 });
    expect(view).toEqual({ scale: 2, x: 12, y: 12 });
    expect(geometry.visible(view, bounds, { width: 424, height: 224 })).toEqual([0, 0, 200, 100]);
  });
  it("cuts a crop of the wanted proportion inside the media", () => {
    const [x, y, w, h] = geometry.around([190, 90, 10, 10], bounds, 1.6);
    expect(w / h).toBeCloseTo(1.6);
    expect(x + w).toBeLessThanOrEqual(200);
    expect(y + h).toBeLessThanOrEqual(100);
  });
});

describe("drawing", () => {
  it("makes a box of two clicks", () => {
    let now = step(IDLE, { kind: "down", at: { x: 10, y: 10 } });
    now = step(now.drawing, { kind: "up", at: { x: 10, y: 10 } });
    expect(now.drawing.kind).toBe("anchored");
    now = step(now.drawing, { kind: "move", at: { x: 40, y: 30 }, slack: 4 });
    expect(preview(now.drawing, bounds)).toEqual([10, 10, 30, 20]);
    now = step(now.drawing, { kind: "down", at: { x: 60, y: 50 } });
    expect(now.box && finished(now.box, bounds)).toEqual([10, 10, 50, 40]);
    expect(step(now.drawing, { kind: "up", at: { x: 60, y: 50 } }).drawing.kind).toBe("idle");
  });
  it("makes a box of one drag, and a trembling hand is a click", () => {
    let now = step(IDLE, { kind: "down", at: { x: 10, y: 10 } });
    now = step(now.drawing, { kind: "move", at: { x: 12, y: 11 }, slack: 4 });
    expect(now.drawing.kind).toBe("pressed");
    now = step(now.drawing, { kind: "move", at: { x: 30, y: 30 }, slack: 4 });
    now = step(now.drawing, { kind: "up", at: { x: 31, y: 30 } });
    expect(now.box && finished(now.box, bounds)).toEqual([10, 10, 21, 20]);
  });
  it("gives up on Escape and makes no box of a slip", () => {
    const now = step(step(IDLE, { kind: "down", at: { x: 1, y: 1 } }).drawing, { kind: "cancel" });
    expect(now.drawing.kind).toBe("idle");
    expect(
      finished(
        [
          { x: 5, y: 5 },
          { x: 6, y: 50 },
        ],
        bounds,
      ),
    ).toBeNull();
  });
});
