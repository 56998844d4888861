import type { Command } from "../../design/keys";
import { type BoxField, fieldName } from "../field";
import { choiceCommands, choiceKeys, DIGITS } from "../keys";
import type { BoxDesk } from "./desk";
import { IDLE } from "./drawing";
import { ZOOM } from "./geometry";
import { cycles } from "./model";

/** Letters that no command of the box editor has: for attributes to which the definition gives none, then with Shift. */
const FREE = [..."otewpkjzx"];

/** The key of each attribute: the definition's, else one of its own letters that is free, else any that is. */
export function attributeKeys(field: BoxField, own: ReadonlySet<string>): Map<string, string> {
  const keys = new Map<string, string>();
  const taken = new Set(own);
  for (const [name, { key }] of Object.entries(field.attributes ?? {})) {
    const letters = [...name].filter((one) => FREE.includes(one));
    const found = key ?? [...letters, ...FREE, ...FREE.map((one) => `shift+${one}`)].find((one) => !taken.has(one));
    if (!found) continue;
    taken.add(found);
    keys.set(name, found);
  }
  return keys;
}

const ARROWS: readonly [string, number, number][] = [
  ["left", -1, 0],
  ["right", 1, 0],
  ["up", 0, -1],
  ["down", 0, 1],
];

/** Everything the box editor does by key. */
export function boxActions(desk: BoxDesk, field: BoxField, own: ReadonlySet<string>): Command[] {
  return [
    ...tools(desk),
    ...drawing(desk),
    ...classes(desk, field, own),
    ...object(desk),
    ...answers(desk, field, own),
    ...looking(desk),
  ];
}

function tools(desk: BoxDesk): Command[] {
  const tool = (name: "select" | "box" | "pan", label: string, key: string): Command => ({
    name: `box.tool.${name}`, label, scope: "editor", group: "Tools", keys: key,
    perform: () => desk.store.set({ tool: name, drawing: IDLE }),
  }); // biome-ignore format: one glance
  return [
    tool("select", "Select", "v"),
    tool("box", "Box, two clicks or drag", "b"),
    tool("pan", "Pan", "h"),
    {
      name: "box.pan.hold",
      label: "Pan, while held",
      scope: "editor",
      group: "Tools",
      quiet: true,
      keys: "space",
      perform: () => desk.store.set({ panning: true }),
      release: () => desk.store.set({ panning: false }),
    },
    {
      name: "box.open",
      label: "Next open question",
      scope: "editor",
      group: "Tools",
      keys: "a",
      perform: () => void desk.nextOpen(),
    },
    {
      name: "box.copy",
      label: "Copy from the previous image",
      scope: "editor",
      group: "Tools",
      keys: "c",
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
      keys: "escape",
      when: busy,
      perform: () => desk.draw({ kind: "cancel" }),
    },
    {
      name: "box.centre",
      label: "From the centre",
      scope: "drawing",
      group: "While drawing",
      quiet: true,
      shown: ["Ctrl"],
      perform: () => undefined,
    },
    {
      name: "box.square",
      label: "Keep the proportion",
      scope: "drawing",
      group: "While drawing",
      quiet: true,
      shown: ["Shift"],
      perform: () => undefined,
    },
  ];
}

/** The class key means the object under the pointer, else the selected one, else the next box. */
function classes(desk: BoxDesk, field: BoxField, own: ReadonlySet<string>): Command[] {
  const keys = choiceKeys(field.classes, own, DIGITS);
  const give = (at: number) => desk.classify(field.classes[at]?.id ?? desk.desk.class);
  return choiceCommands("box.class", field.classes, keys, give, "Change class").map((one) => ({
    ...one,
    group: "Selected object",
  }));
}

function object(desk: BoxDesk): Command[] {
  const chosen = () => desk.selected !== null;
  const selected = { scope: "selected", group: "Selected object", when: chosen } as const;
  const arrows = (by: number, shift: string, label: string): Command[] =>
    ARROWS.map(([code, dx, dy], at) => ({
      name: `box.move.${by}.${code}`,
      label,
      scope: "selected",
      group: "Selected object",
      quiet: true,
      when: chosen,
      keys: shift + code,
      shown: at > 0 ? [] : shift ? ["Shift", "arrows"] : ["arrows"],
      perform: () => desk.nudge(dx * by, dy * by),
    }));
  return [
    {
      name: "box.next",
      label: "Next object",
      scope: "editor",
      group: "Selected object",
      keys: "d",
      perform: () => desk.step(1),
    },
    {
      name: "box.previous",
      label: "Previous object",
      scope: "editor",
      group: "Selected object",
      keys: "shift+d",
      perform: () => desk.step(-1),
    },
    ...arrows(1, "", "Move 1 px"),
    ...arrows(10, "shift+", "Move 10 px"),
    {
      ...selected,
      name: "box.grow",
      label: "Arrows resize, while held",
      keys: "r",
      quiet: true,
      perform: () => desk.store.set({ growing: true }),
      release: () => desk.store.set({ growing: false }),
    },
    { ...selected, name: "box.duplicate", label: "Duplicate", keys: "shift+c", perform: () => desk.duplicate() },
    { ...selected, name: "box.delete", label: "Delete", keys: "delete", perform: () => desk.remove() },
    {
      ...selected,
      name: "box.deselect",
      label: "Leave the object",
      keys: "escape",
      perform: () => desk.select(null),
    },
  ];
}

/** Answers about the selected object: a key flips or steps, or goes to where it is written; a class may have its own. */
function answers(desk: BoxDesk, field: BoxField, own: ReadonlySet<string>): Command[] {
  const keys = attributeKeys(field, own);
  const selected = { scope: "selected", group: "Selected object", when: () => desk.selected !== null } as const;
  return Object.entries(field.attributes ?? {}).flatMap(([name, attribute]) => {
    const key = keys.get(name);
    const values = attribute.type === "choice" ? attribute.classes : [];
    return [
      ...(key
        ? [
            {
              ...selected,
              name: `box.attribute.${name}`,
              label: fieldName(name, attribute),
              keys: key,
              own: attribute.key !== undefined,
              perform: () => (cycles(attribute) ? desk.cycle(name) : desk.store.set({ written: name })),
            },
          ]
        : []),
      ...values.flatMap(({ id, name: label, key: mine }) =>
        mine
          ? [
              {
                ...selected,
                name: `box.attribute.${name}.${id}`,
                label,
                keys: mine,
                own: true,
                perform: () => desk.attribute(name, id),
              },
            ]
          : [],
      ),
    ];
  });
}

function looking(desk: BoxDesk): Command[] {
  const view = { scope: "editor", group: "View" } as const;
  return [
    { ...view, name: "box.fit", label: "Fit the image", keys: "0", perform: () => desk.fit() },
    {
      ...view,
      name: "box.fit.object",
      label: "Fit the object",
      keys: ".",
      when: () => desk.selected !== null,
      perform: () => desk.fitObject(),
    },
    {
      ...view,
      name: "box.zoom.in",
      label: "Zoom in at the pointer",
      keys: ["+", "="],
      perform: () => desk.zoom(ZOOM.step),
    },
    {
      ...view,
      name: "box.zoom.out",
      label: "Zoom out at the pointer",
      keys: "-",
      perform: () => desk.zoom(1 / ZOOM.step),
    },
    {
      ...view,
      name: "box.hide",
      label: "Hide boxes",
      keys: "l",
      perform: () => desk.store.set({ hidden: !desk.desk.hidden }),
    },
    {
      ...view,
      name: "box.alone",
      label: "This object alone",
      keys: "i",
      perform: () => desk.store.set({ alone: !desk.desk.alone }),
    },
    {
      ...view,
      name: "box.light",
      label: "Brightness, contrast",
      keys: "m",
      perform: () => desk.store.set({ light: { ...desk.desk.light, open: !desk.desk.light.open } }),
    },
  ];
}
