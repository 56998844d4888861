import type { Attribute, AttributeValue, BoxField, BoxObject, Rect } from "../field";
import { openAttributes } from "../field";
import { iou, moved, type Size } from "./geometry";

/** Boxes are an ordered list of immutable objects; every change is a new list, so that undo is only a step back. */
export type Boxes = readonly BoxObject[];

/** An id no object of the list has or had next to it: `o1`, `o2`, ... */
export function freshId(boxes: Boxes): string {
  const highest = boxes.reduce((most, one) => Math.max(most, Number(/^o(\d+)$/.exec(one.id)?.[1] ?? 0)), 0);
  return `o${highest + 1}`;
}

export function find(boxes: Boxes, id: string | null): BoxObject | null {
  return boxes.find((one) => one.id === id) ?? null;
}

export interface Sticky {
  class: string;
  attributes: Readonly<Record<string, AttributeValue>>;
}

export function added(boxes: Boxes, box: Rect, sticky: Sticky): [Boxes, BoxObject] {
  const object: BoxObject = { id: freshId(boxes), class: sticky.class, box, attributes: { ...sticky.attributes } };
  return [[...boxes, object], object];
}

export function replaced(boxes: Boxes, id: string, change: Partial<Omit<BoxObject, "id">>): Boxes {
  return boxes.map((one) => (one.id === id ? { ...one, ...change } : one));
}

export function withClass(boxes: Boxes, id: string, to: string): Boxes {
  return find(boxes, id)?.class === to ? boxes : replaced(boxes, id, { class: to });
}

export function withAttribute(boxes: Boxes, id: string, name: string, value: AttributeValue | undefined): Boxes {
  const object = find(boxes, id);
  if (!object || object.attributes[name] === value) return boxes;
  const { [name]: _, ...rest } = object.attributes;
  return replaced(boxes, id, { attributes: value === undefined ? rest : { ...rest, [name]: value } });
}

export function without(boxes: Boxes, id: string): Boxes {
  return boxes.filter((one) => one.id !== id);
}

/** A copy of one object, set off by 12 pixels where there is room. */
export function duplicated(boxes: Boxes, id: string, bounds: Size): [Boxes, BoxObject] | null {
  const object = find(boxes, id);
  if (!object) return null;
  const { prelabel: _, ...plain } = object;
  const copy = { ...plain, id: freshId(boxes), box: moved(object.box, 12, 12, bounds) };
  return [[...boxes, copy], copy];
}

/** Objects put in, new ids, cut to the media; one that is already there (IoU over 0.9, same class) is not put twice. */
export function pasted(boxes: Boxes, others: Boxes, bounds: Size): Boxes {
  let list = boxes;
  for (const other of others) {
    const [x, y] = other.box;
    const box: Rect = [x, y, Math.min(other.box[2], bounds.width - x), Math.min(other.box[3], bounds.height - y)];
    if (box[2] < 1 || box[3] < 1) continue;
    if (list.some((one) => one.class === other.class && iou(one.box, box) > 0.9)) continue;
    list = [...list, { id: freshId(list), class: other.class, box, attributes: { ...other.attributes } }];
  }
  return list;
}

/** The object after (or before) one in the list, around the end; the first when none is selected. */
export function neighbour(boxes: Boxes, id: string | null, by: 1 | -1): BoxObject | null {
  if (boxes.length === 0) return null;
  const at = boxes.findIndex((one) => one.id === id);
  if (at < 0) return (by === 1 ? boxes[0] : boxes.at(-1)) ?? null;
  return boxes[(at + by + boxes.length) % boxes.length] ?? null;
}

/** The next object with an unanswered required attribute after the selected one, and that attribute. */
export function nextOpen(field: BoxField, boxes: Boxes, id: string | null): [BoxObject, string] | null {
  const from = Math.max(
    boxes.findIndex((one) => one.id === id),
    0,
  );
  for (let step = 0; step < boxes.length; step += 1) {
    const object = boxes[(from + step) % boxes.length];
    const open = object && openAttributes(field, object)[0];
    if (object && open) return [object, open];
  }
  return null;
}

export function openCount(field: BoxField, boxes: Boxes): number {
  return boxes.reduce((sum, one) => sum + openAttributes(field, one).length, 0);
}

export function countByClass(boxes: Boxes): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of boxes) counts.set(one.class, (counts.get(one.class) ?? 0) + 1);
  return counts;
}

/** Whether its key steps through the values: of two or three one need not choose from a list. */
export const cycles = (attribute: Attribute): boolean =>
  attribute.type === "boolean" || (attribute.type === "choice" && attribute.classes.length <= 4);

/** The value an attribute key goes to: a boolean flips, a choice steps to its next class. */
export function cycled(attribute: Attribute, value: AttributeValue | undefined): AttributeValue | undefined {
  if (attribute.type === "boolean") return value !== true;
  if (attribute.type !== "choice") return value;
  const at = attribute.classes.findIndex((one) => one.id === value);
  return attribute.classes[(at + 1) % attribute.classes.length]?.id;
}

/** What a screen reader hears of an object: "object 7 of 15, car, 40 by 82". */
export function spoken(field: BoxField, boxes: Boxes, id: string): string {
  const at = boxes.findIndex((one) => one.id === id);
  const object = boxes[at];
  if (!object) return "no object";
  const name = field.classes.find((one) => one.id === object.class)?.name ?? object.class;
  return `object ${at + 1} of ${boxes.length}, ${name}, ${Math.round(object.box[2])} by ${Math.round(object.box[3])}`;
}

export type TagPlace = "above" | "below" | "right";

/** Where an object's tag goes: above, unless it would cover another box there; then below, then to the right. `unit` is one screen pixel in media pixels. */
export function tagPlace(boxes: Boxes, object: BoxObject, unit: number, digits: number): TagPlace {
  const [x, y, w, h] = object.box;
  const size = { w: (6 + 7 * digits) * unit, h: 14 * unit };
  const places: [TagPlace, Rect][] = [
    ["above", [x, y - size.h, size.w, size.h]],
    ["below", [x, y + h, size.w, size.h]],
    ["right", [x + w, y, size.w, size.h]],
  ];
  const free = places.find(
    ([, rect]) => rect[1] >= 0 && boxes.every((other) => other.id === object.id || iou(other.box, rect) === 0),
  );
  return free?.[0] ?? "above";
}
