import type { Command } from "../../commands/command";
import { type BoxField, fieldName } from "../field";
import { keyOfChoice } from "../keys";
import type { BoxDesk } from "./desk";
import { IDLE } from "./drawing";
import { ZOOM } from "./geometry";

/** Letters that attributes may take as their own, in this order where the document names none. */
const FREE = "OTEWQPKJZX".split("").map((letter) => `Key${letter}`);

/** The key of each boolean and choice attribute: the one the document names, else one of its letters that is free. */
export function attributeKeys(field: BoxField): Map<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, attribute] of Object.entries(field.attributes ?? {})) {
    if (attribute.type !== "boolean" && attribute.type !== "choice") continue;
    const wanted = [attribute.key ?? "", ...name].map((letter) => `Key${letter.toUpperCase()}`);
    const key = [...wanted, ...FREE].find((one) => FREE.includes(one) && !taken.has(one));
    if (!key) continue;
    taken.add(key);
    keys.set(name, key);
  }
  return keys;
}

const ARROWS: readonly [string, number, number][] = [
  ["ArrowLeft", -1, 0],
  ["ArrowRight", 1, 0],
  ["ArrowUp", 0, -1],
  ["ArrowDown", 0, 1],
];

/** Everything the box editor does by key. */
export function boxActions(desk: BoxDesk, field: BoxField): Command[] {
  return [...tools(desk), ...drawing(desk), ...classes(desk, field), ...object(desk, field), ...looking(desk)];
}

function tools(desk: BoxDesk): Command[] {
  const tool = (name: "select" | "box" | "pan", label: string, key: string): Command => ({
    name: `box.tool.${name}`, label, scope: "editor", group: "Tools", keys: [key],
    perform: () => desk.store.set({ tool: name, drawing: IDLE }),
  }); // biome-ignore format: one glance
  return [
    tool("select", "Select", "KeyV"),
    tool("box", "Box, two clicks or drag", "KeyB"),
    { ...tool("pan", "Pan", "KeyH"), shown: ["H", "or", "Space"] },
    {
      name: "box.pan.hold",
      label: "Pan while held",
      scope: "editor",
      keys: ["Space"],
      perform: () => desk.store.set({ panning: true }),
      release: () => desk.store.set({ panning: false }),
    },
    {
      name: "box.open",
      label: "Next open question",
      scope: "editor",
      group: "Tools",
      keys: ["KeyA"],
      perform: () => void desk.nextOpen(),
    },
    {
      name: "box.copy",
      label: "Copy from the previous image",
      scope: "editor",
      group: "Tools",
      keys: ["KeyC"],
      perform: () => desk.copyBefore(),
    },
  ];
}

function drawing(desk: BoxDesk): Command[] {
  const busy = () => desk.desk.drawing.kind !== "idle";
  return [
    {
      name: "box.cancel",
      label: "Give up this box",
      scope: "drawing",
      group: "While drawing",
      keys: ["Escape"],
      when: busy,
      perform: () => desk.draw({ kind: "cancel" }),
    },
    {
      name: "box.centre",
      label: "From the centre",
      scope: "drawing",
      group: "While drawing",
      keys: [],
      shown: ["Ctrl"],
      perform: () => undefined,
    },
    {
      name: "box.square",
      label: "Keep the proportion",
      scope: "drawing",
      group: "While drawing",
      keys: [],
      shown: ["Shift"],
      perform: () => undefined,
    },
  ];
}

function classes(desk: BoxDesk, field: BoxField): Command[] {
  const shown = ["1", "to", String(Math.min(field.classes.length, 9))];
  return field.classes.slice(0, 9).map((one, at) => ({
    name: `box.class.${one.id}`,
    label: at === 0 ? "Class: under the pointer, selected, next" : `Class ${one.name}`,
    scope: "editor",
    keys: [keyOfChoice(at) ?? ""],
    perform: () => desk.classify(one.id),
    ...(at === 0 ? { group: "Selected object", shown } : {}),
  }));
}

function object(desk: BoxDesk, field: BoxField): Command[] {
  const chosen = () => desk.selected !== null;
  const keys = attributeKeys(field);
  const selected = { scope: "selected", group: "Selected object", when: chosen } as const;
  const arrows = (by: number, shift: string, label: string): Command[] =>
    ARROWS.map(([code, dx, dy], at) => ({
      name: `box.move.${by}.${code}`,
      label,
      scope: "selected",
      when: chosen,
      keys: [shift + code],
      perform: () => desk.nudge(dx * by, dy * by),
      ...(at === 0 ? { group: "Selected object", shown: shift ? ["Shift", "arrows"] : ["arrows"] } : {}),
    }));
  return [
    {
      name: "box.next",
      label: "Next object",
      scope: "editor",
      group: "Selected object",
      keys: ["KeyD"],
      perform: () => desk.step(1),
    },
    {
      name: "box.previous",
      label: "Previous object",
      scope: "editor",
      group: "Selected object",
      keys: ["Shift+KeyD"],
      perform: () => desk.step(-1),
    },
    ...[...keys].map(
      ([name, key]): Command => ({
        ...selected,
        name: `box.attribute.${name}`,
        label: fieldName(name, field.attributes?.[name] ?? {}),
        keys: [key],
        perform: () => desk.cycle(name),
      }),
    ),
    ...arrows(1, "", "Move 1 px"),
    ...arrows(10, "Shift+", "Move 10 px"),
    {
      ...selected,
      name: "box.grow",
      label: "Resize 1 px",
      keys: ["KeyR"],
      shown: ["arrows", "with", "R"],
      perform: () => desk.store.set({ growing: true }),
      release: () => desk.store.set({ growing: false }),
    },
    { ...selected, name: "box.duplicate", label: "Duplicate", keys: ["Shift+KeyC"], perform: () => desk.duplicate() },
    { ...selected, name: "box.delete", label: "Delete", keys: ["Delete"], perform: () => desk.remove() },
    {
      ...selected,
      name: "box.deselect",
      label: "Leave the object",
      keys: ["Escape"],
      perform: () => desk.select(null),
    },
  ];
}

function looking(desk: BoxDesk): Command[] {
  const view = { scope: "editor", group: "View" } as const;
  return [
    { ...view, name: "box.fit", label: "Fit the image", keys: ["Digit0"], perform: () => desk.fit() },
    {
      ...view,
      name: "box.fit.object",
      label: "Fit the object",
      keys: ["Period"],
      when: () => desk.selected !== null,
      perform: () => desk.fitObject(),
    },
    {
      ...view,
      name: "box.zoom.in",
      label: "Zoom in at the pointer",
      keys: ["Equal", "Shift+Equal"],
      perform: () => desk.zoom(ZOOM.step),
    },
    {
      ...view,
      name: "box.zoom.out",
      label: "Zoom out at the pointer",
      keys: ["Minus"],
      perform: () => desk.zoom(1 / ZOOM.step),
    },
    {
      ...view,
      name: "box.hide",
      label: "Hide boxes",
      keys: ["KeyL"],
      perform: () => desk.store.set({ hidden: !desk.desk.hidden }),
    },
    {
      ...view,
      name: "box.alone",
      label: "This object alone",
      keys: ["KeyI"],
      perform: () => desk.store.set({ alone: !desk.desk.alone }),
    },
    {
      ...view,
      name: "box.light",
      label: "Brightness, contrast",
      keys: ["KeyM"],
      perform: () => desk.store.set({ light: { ...desk.desk.light, open: !desk.desk.light.open } }),
    },
  ];
}
