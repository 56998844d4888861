import type { Rect } from "../field";
import { type Point, rectBetween, type Shape, type Size } from "./geometry";

/** How a box comes to be: press and drag, or two clicks. The same tool does both; which one it was shows when the button goes up. */
export type Drawing =
  | { kind: "idle" }
  | { kind: "pressed"; at: Point }
  | { kind: "dragging"; at: Point; to: Point }
  | { kind: "anchored"; at: Point; to: Point };

export type DrawEvent =
  | { kind: "down"; at: Point }
  | { kind: "move"; at: Point; slack: number }
  | { kind: "up"; at: Point }
  | { kind: "cancel" };

export const IDLE: Drawing = { kind: "idle" };

/** The least side of a box in media pixels: less is a slip of the hand, not a box. */
export const LEAST = 3;

export interface Step {
  drawing: Drawing;
  /** From where to where, when this event finished a box. */
  box?: [Point, Point];
}

/** One event; `slack` is how far (media pixels) the pointer may tremble before a press is a drag. */
export function step(drawing: Drawing, event: DrawEvent): Step {
  if (event.kind === "cancel") return { drawing: IDLE };
  switch (drawing.kind) {
    case "idle":
      return event.kind === "down" ? { drawing: { kind: "pressed", at: event.at } } : { drawing };
    case "pressed":
      if (event.kind === "up") return { drawing: { kind: "anchored", at: drawing.at, to: event.at } };
      if (event.kind === "move" && distance(drawing.at, event.at) > event.slack) {
        return { drawing: { kind: "dragging", at: drawing.at, to: event.at } };
      }
      return { drawing };
    case "dragging":
      if (event.kind === "move") return { drawing: { ...drawing, to: event.at } };
      return event.kind === "up" ? { drawing: IDLE, box: [drawing.at, event.at] } : { drawing };
    case "anchored":
      if (event.kind === "move") return { drawing: { ...drawing, to: event.at } };
      return event.kind === "down" ? { drawing: IDLE, box: [drawing.at, event.at] } : { drawing };
  }
}

const distance = (a: Point, b: Point) => Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y));

/** The box being drawn, or null while there is none. */
export function preview(drawing: Drawing, bounds: Size, shape: Shape = {}): Rect | null {
  if (drawing.kind !== "dragging" && drawing.kind !== "anchored") return null;
  return rectBetween(drawing.at, drawing.to, bounds, shape);
}

/** The finished box, or null when it is too small to be one. */
export function finished(box: readonly [Point, Point], bounds: Size, shape: Shape = {}): Rect | null {
  const rect = rectBetween(box[0], box[1], bounds, shape);
  return rect[2] >= LEAST && rect[3] >= LEAST ? rect : null;
}
