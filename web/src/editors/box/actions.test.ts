import { describe, expect, it } from "vitest";
import { conflicts } from "../../design/keys";
import type { BoxField } from "../field";
import { attributeKeys, boxActions } from "./actions";
import { BoxDesk } from "./desk";
import type { Boxes } from "./model";

const field: BoxField = {
  type: "box",
  classes: ["car", "truck", "bus"].map((id) => ({ id, name: id })),
  attributes: { occluded: { type: "boolean" }, truncated: { type: "boolean" }, note: { type: "text" } },
};
const NONE = new Set<string>();

/** A desk whose work is kept here, as the frame keeps it. */
function desk() {
  const made = new BoxDesk({
    field,
    boxes: [],
    media: { width: 100, height: 100 },
    before: [],
    change: () => undefined,
  });
  made.work.change = (boxes: Boxes) => {
    made.work = { ...made.work, boxes };
  };
  return made;
}

describe("box actions", () => {
  it("gives every attribute a key of its own: the definition's, or a letter that is free", () => {
    expect([...attributeKeys(field, NONE)]).toEqual([
      ["occluded", "o"],
      ["truncated", "t"],
      ["note", "e"],
    ]);
    const named: BoxField = { ...field, attributes: { ...field.attributes, note: { type: "text", key: "o" } } };
    expect([...attributeKeys(named, new Set(["o"])).values()]).toEqual(["e", "t", "o"]);
  });
  it("gives a class the key that the definition names, and the digit of its place where it names none", () => {
    const [car, ...others] = field.classes;
    const named: BoxField = { ...field, classes: car ? [{ ...car, key: "c" }, ...others] : [] };
    const made = desk();
    const commands = boxActions(made, named, new Set(["c"]));
    const by = (key: string) => commands.find((one) => one.keys === key && one.name.startsWith("box.class"))?.label;
    expect([by("c"), by("2"), by("3")]).toEqual(["car", "truck", "bus"]);
  });
  it("shares no key within a scope", () => {
    const made = desk();
    made.add([1, 1, 9, 9]);
    expect(conflicts(boxActions(made, field, NONE))).toEqual([]);
  });
  it("lets a class key mean the object under the pointer, then the selected one, then the next box", () => {
    const made = desk();
    made.classify("bus");
    made.add([1, 1, 20, 20]);
    made.add([50, 50, 20, 20]);
    expect(made.work.boxes.map((one) => one.class)).toEqual(["bus", "bus"]);
    made.store.set({ hovered: "o1" });
    made.classify("car");
    expect(made.work.boxes.map((one) => one.class)).toEqual(["car", "bus"]);
    made.store.set({ hovered: null });
    made.classify("truck");
    expect(made.work.boxes.map((one) => one.class)).toEqual(["car", "truck"]);
    made.select(null);
    made.classify("car");
    expect([made.desk.class, made.work.boxes[1]?.class]).toEqual(["car", "truck"]);
  });
  it("keeps class and answers for the next box and drops the selection with the next image", () => {
    const made = desk();
    made.add([1, 1, 20, 20]);
    made.cycle("occluded");
    made.fresh();
    made.add([40, 40, 20, 20]);
    expect(made.work.boxes[1]?.attributes).toEqual({ occluded: true });
  });
  it("nudges, and grows while R is held", () => {
    const made = desk();
    made.add([10, 10, 20, 20]);
    made.nudge(-1, 0);
    made.store.set({ growing: true });
    made.nudge(5, 0);
    expect(made.work.boxes[0]?.box).toEqual([9, 10, 25, 20]);
  });
});
