import type { BoxObject, Rect } from "../field";

/** Points and rectangles in pixels of the upright media; a view places the media on the screen. */
export interface Point {
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
/** screen = media * scale + (x, y) */
export interface View extends Point {
  scale: number;
}

export const HANDLES = ["nw", "n", "ne", "w", "e", "sw", "s", "se"] as const;
export type Handle = (typeof HANDLES)[number];

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));

export interface Shape {
  centre?: boolean;
  square?: boolean;
}

/** The rectangle between two points, whole pixels, inside the media; from the centre or square when asked. */
export function rectBetween(a: Point, b: Point, bounds: Size, shape: Shape = {}): Rect {
  let dx = b.x - a.x;
  let dy = b.y - a.y;
  if (shape.square) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    dx = Math.sign(dx || 1) * side;
    dy = Math.sign(dy || 1) * side;
  }
  const from = shape.centre ? { x: a.x - dx, y: a.y - dy } : a;
  const to = { x: a.x + dx, y: a.y + dy };
  const left = clamp(Math.round(Math.min(from.x, to.x)), 0, bounds.width);
  const top = clamp(Math.round(Math.min(from.y, to.y)), 0, bounds.height);
  const right = clamp(Math.round(Math.max(from.x, to.x)), 0, bounds.width);
  const bottom = clamp(Math.round(Math.max(from.y, to.y)), 0, bounds.height);
  return [left, top, right - left, bottom - top];
}

/** The rectangle moved, kept whole inside the media. */
export function moved([x, y, w, h]: Rect, dx: number, dy: number, bounds: Size): Rect {
  return [clamp(x + dx, 0, bounds.width - w), clamp(y + dy, 0, bounds.height - h), w, h];
}

/** The rectangle with one side or corner taken to a point; it never turns inside out and never leaves the media. */
export function resized([x, y, w, h]: Rect, handle: Handle, to: Point, bounds: Size): Rect {
  let [left, top, right, bottom] = [x, y, x + w, y + h];
  const px = Math.round(to.x);
  const py = Math.round(to.y);
  if (handle.includes("w")) left = clamp(px, 0, right - 1);
  if (handle.includes("e")) right = clamp(px, left + 1, bounds.width);
  if (handle.includes("n")) top = clamp(py, 0, bottom - 1);
  if (handle.includes("s")) bottom = clamp(py, top + 1, bounds.height);
  return [left, top, right - left, bottom - top];
}

/** Grows or shrinks by the right and lower side: what the arrows do while R is held. */
export function grown([x, y, w, h]: Rect, dx: number, dy: number, bounds: Size): Rect {
  return [x, y, clamp(w + dx, 1, bounds.width - x), clamp(h + dy, 1, bounds.height - y)];
}

export function handlePoint([x, y, w, h]: Rect, handle: Handle): Point {
  const dx = handle.includes("w") ? 0 : handle.includes("e") ? 1 : 0.5;
  const dy = handle.includes("n") ? 0 : handle.includes("s") ? 1 : 0.5;
  return { x: x + w * dx, y: y + h * dy };
}

/** The handle within `reach` media pixels of a point, corners before sides. */
export function handleAt(rect: Rect, point: Point, reach: number): Handle | null {
  let best: Handle | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const handle of HANDLES) {
    const at = handlePoint(rect, handle);
    const away = Math.max(Math.abs(at.x - point.x), Math.abs(at.y - point.y)) + (handle.length === 1 ? 0.01 : 0);
    if (away <= reach && away < nearest) [best, nearest] = [handle, away];
  }
  return best;
}

/** The smallest object under a point, so that what lies inside another can be reached. */
export function objectAt(objects: readonly BoxObject[], point: Point, reach = 0): BoxObject | null {
  let best: BoxObject | null = null;
  let smallest = Number.POSITIVE_INFINITY;
  for (const object of objects) {
    const [x, y, w, h] = object.box;
    const inside = point.x >= x - reach && point.x <= x + w + reach && point.y >= y - reach && point.y <= y + h + reach;
    if (inside && w * h < smallest) [best, smallest] = [object, w * h];
  }
  return best;
}

/** Intersection over union in [0, 1]; 0 where both are empty. */
export function iou(a: Rect, b: Rect): number {
  const w = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const h = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (a[2] * a[3] + b[2] * b[3] - w * h);
}

export const toMedia = (view: View, at: Point): Point => ({
  x: (at.x - view.x) / view.scale,
  y: (at.y - view.y) / view.scale,
});
export const toScreen = (view: View, at: Point): Point => ({
  x: at.x * view.scale + view.x,
  y: at.y * view.scale + view.y,
});

export const ZOOM = { least: 0.02, most: 32, step: 1.25 };

/** The media centred in the frame and wholly in view, at most at double size. */
export function fitted(media: Size, frame: Size, margin = 12): View {
  const room = { width: Math.max(frame.width - 2 * margin, 1), height: Math.max(frame.height - 2 * margin, 1) };
  const scale = Math.min(room.width / media.width, room.height / media.height, 2);
  return { scale, x: (frame.width - media.width * scale) / 2, y: (frame.height - media.height * scale) / 2 };
}

/** The view in which a rectangle fills the middle half of the frame. */
export function fittedTo(rect: Rect, media: Size, frame: Size): View {
  const scale = clamp(Math.min(frame.width / (rect[2] * 2), frame.height / (rect[3] * 2)), ZOOM.least, 8);
  const view = {
    scale,
    x: frame.width / 2 - (rect[0] + rect[2] / 2) * scale,
    y: frame.height / 2 - (rect[1] + rect[3] / 2) * scale,
  };
  return kept(view, media, frame);
}

/** Zoom by a factor with the media point under the cursor staying where it is. */
export function zoomed(view: View, at: Point, factor: number): View {
  const scale = clamp(view.scale * factor, ZOOM.least, ZOOM.most);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** A view that never loses the media: at least 80 screen pixels stay inside the frame. */
export function kept(view: View, media: Size, frame: Size): View {
  const rest = 80;
  return {
    scale: view.scale,
    x: clamp(view.x, rest - media.width * view.scale, frame.width - rest),
    y: clamp(view.y, rest - media.height * view.scale, frame.height - rest),
  };
}

/** The part of the media that the frame shows, cut to the media. */
export function visible(view: View, media: Size, frame: Size): Rect {
  const from = toMedia(view, { x: 0, y: 0 });
  const to = toMedia(view, { x: frame.width, y: frame.height });
  const left = clamp(from.x, 0, media.width);
  const top = clamp(from.y, 0, media.height);
  return [left, top, clamp(to.x, 0, media.width) - left, clamp(to.y, 0, media.height) - top];
}

/** A crop around a rectangle with some room, of the given proportion (width / height), inside the media where it fits. */
export function around(rect: Rect, media: Size, proportion: number, room = 1.25): Rect {
  let w = Math.max(rect[2] * (1 + room), 48);
  let h = Math.max(rect[3] * (1 + room), 48 / proportion);
  if (w / h < proportion) w = h * proportion;
  else h = w / proportion;
  const shrink = Math.min(1, media.width / w, media.height / h);
  [w, h] = [w * shrink, h * shrink];
  const x = clamp(rect[0] + rect[2] / 2 - w / 2, 0, media.width - w);
  const y = clamp(rect[1] + rect[3] / 2 - h / 2, 0, media.height - h);
  return [x, y, w, h];
}

/** The rectangle around several. */
export function hull(boxes: readonly Rect[]): Rect {
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , w]) => x + w));
  const bottom = Math.max(...boxes.map(([, y, , h]) => y + h));
  return [left, top, right - left, bottom - top];
}

/** `315 × 99`: sizes are written in whole media pixels. */
export const sizeText = ([, , w, h]: Rect) => `${Math.round(w)} × ${Math.round(h)}`;
