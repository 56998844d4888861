import { describe, expect, it } from "vitest";
import type { BoxField, BoxObject } from "../field";
import * as model from "./model";

const bounds = { width: 1000, height: 800 };
const field: BoxField = {
  type: "box",
  classes: [
    { id: "car", name: "car" },
    { id: "bus", name: "bus" },
  ],
  attributes: {
    occluded: {
      type: "choice",
      required: true,
      classes: [
        { id: "none", name: "none" },
        { id: "part", name: "part" },
      ],
    },
    cut: { type: "boolean" },
  },
};
const car = (id: string, box: BoxObject["box"], attributes: BoxObject["attributes"] = {}): BoxObject => ({
  id,
  class: "car",
  box,
  attributes,
});

describe("boxes", () => {
  it("gives each new box an id of its own and the sticky class and attributes", () => {
    const [one, first] = model.added([], [1, 2, 30, 40], { class: "bus", attributes: { cut: true } });
    const [two, second] = model.added(model.without(one, "o0"), [5, 5, 9, 9], { class: "car", attributes: {} });
    expect([first.id, second.id]).toEqual(["o1", "o2"]);
    expect(first.attributes).toEqual({ cut: true });
    expect(two).toHaveLength(2);
  });
  it("leaves the list itself alone where nothing changes, so that no empty undo step comes of it", () => {
    const list = [car("o1", [0, 0, 10, 10], { cut: true })];
    expect(model.withClass(list, "o1", "car")).toBe(list);
    expect(model.withAttribute(list, "o1", "cut", true)).toBe(list);
    expect(model.withAttribute(list, "o1", "cut", undefined)[0]?.attributes).toEqual({});
  });
  it("copies the boxes of the image before, without those that are there already", () => {
    const here = [car("o1", [10, 10, 100, 100])];
    const list = model.pasted(here, [car("o7", [11, 10, 100, 100]), car("o8", [950, 300, 100, 50])], bounds);
    expect(list.map((one) => [one.id, one.box])).toEqual([
      ["o1", [10, 10, 100, 100]],
      ["o2", [950, 300, 50, 50]],
    ]);
  });
  it("steps around the list in both directions", () => {
    const list = [car("o1", [0, 0, 5, 5]), car("o2", [9, 9, 5, 5])];
    expect(model.neighbour(list, "o2", 1)?.id).toBe("o1");
    expect(model.neighbour(list, null, -1)?.id).toBe("o2");
    expect(model.neighbour([], null, 1)).toBeNull();
  });
  it("finds the next open question from where one stands", () => {
    const list = [car("o1", [0, 0, 5, 5]), car("o2", [9, 9, 5, 5], { occluded: "none" }), car("o3", [9, 9, 5, 5])];
    expect(model.nextOpen(field, list, "o2")?.[0].id).toBe("o3");
    expect(model.nextOpen(field, list, null)).toEqual([list[0], "occluded"]);
    expect(model.openCount(field, list)).toBe(2);
  });
  it("cycles a choice and flips a boolean by key", () => {
    const [occluded, cut] = Object.values(field.attributes ?? {});
    expect(occluded && model.cycled(occluded, undefined)).toBe("none");
    expect(occluded && model.cycled(occluded, "part")).toBe("none");
    expect(cut && model.cycled(cut, undefined)).toBe(true);
    expect(cut && model.cycled(cut, true)).toBe(false);
  });
  it("duplicates beside the original and says it aloud", () => {
    const done = model.duplicated([car("o1", [995, 100, 5, 5])], "o1", bounds);
    expect(done?.[1].box).toEqual([995, 112, 5, 5]);
    expect(done && model.spoken(field, done[0], "o2")).toBe("object 2 of 2, car, 5 by 5");
  });
  it("puts a tag where it covers no other box", () => {
    const above = car("o2", [100, 60, 50, 38]);
    const object = car("o1", [100, 100, 50, 50]);
    expect(model.tagPlace([object], object, 1, 1)).toBe("above");
    expect(model.tagPlace([object, above], object, 1, 1)).toBe("below");
    expect(model.tagPlace([object, above, car("o3", [90, 152, 50, 20])], object, 1, 1)).toBe("right");
  });
});
