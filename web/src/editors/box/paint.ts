/** Draws all marks of an image in one go: a canvas takes thousands of boxes where as many elements would crawl. */
import type { BoxField, BoxObject, Rect } from "../field";
import { HANDLES, handlePoint, sizeText, toScreen, type View } from "./geometry";
import { tagPlace } from "./model";

export interface Paints {
  of: (id: string) => string;
  stage: string;
  ink: string;
  font: string;
}

export interface Picture {
  field: BoxField;
  boxes: readonly BoxObject[];
  view: View;
  selected: string | null;
  hovered: string | null;
  alone: boolean;
  paints: Paints;
}

type Context = CanvasRenderingContext2D;

const onScreen = (view: View, [x, y, w, h]: Rect): Rect => {
  const at = toScreen(view, { x, y });
  return [at.x, at.y, w * view.scale, h * view.scale];
};

export function paintBoxes(context: Context, picture: Picture): void {
  const { boxes, selected, alone } = picture;
  boxes.forEach((object, at) => {
    if (object.id !== selected && !alone) paintOne(context, picture, object, at + 1);
  });
  const at = boxes.findIndex((one) => one.id === selected);
  const object = boxes[at];
  if (object) paintSelected(context, picture, object, at + 1);
}

function paintOne(context: Context, picture: Picture, object: BoxObject, number: number): void {
  const { view, paints, hovered, boxes } = picture;
  const [x, y, w, h] = onScreen(view, object.box);
  const color = paints.of(object.class);
  context.globalAlpha = 0.55;
  context.strokeStyle = paints.stage;
  context.lineWidth = 1;
  context.strokeRect(x - 1.25, y - 1.25, w + 2.5, h + 2.5);
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = object.id === hovered ? 2.5 : 1.5;
  if (object.prelabel) context.setLineDash([5, 4]);
  context.strokeRect(x, y, w, h);
  context.setLineDash([]);
  const text = String(number);
  const place = boxes.length > 400 ? "above" : tagPlace(boxes, object, 1 / view.scale, text.length);
  const width = 6 + 6.5 * text.length;
  const left = place === "right" ? x + w : x - 0.75;
  const top = place === "above" ? y - 14.75 : place === "below" ? y + h + 0.75 : y;
  tag(context, picture, { left, top, width, height: 14, color, text, size: 10, pad: 3 });
}

function paintSelected(context: Context, picture: Picture, object: BoxObject, number: number): void {
  const { view, paints, field } = picture;
  const [x, y, w, h] = onScreen(view, object.box);
  const color = paints.of(object.class);
  context.globalAlpha = 0.14;
  context.fillStyle = color;
  context.fillRect(x, y, w, h);
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.strokeRect(x, y, w, h);
  for (const handle of HANDLES) {
    const at = toScreen(view, handlePoint(object.box, handle));
    context.fillStyle = color;
    context.fillRect(at.x - 5, at.y - 5, 10, 10);
    context.fillStyle = paints.stage;
    context.fillRect(at.x - 4, at.y - 4, 8, 8);
    context.fillStyle = paints.ink;
    context.fillRect(at.x - 2.5, at.y - 2.5, 5, 5);
  }
  const name = field.classes.find((one) => one.id === object.class)?.name ?? object.class;
  const text = `${number} ${name}`;
  context.font = `600 11px ${paints.font}`;
  const width = context.measureText(text).width + 12;
  tag(context, picture, { left: x - 1, top: Math.max(y - 25, 2), width, height: 18, color, text, size: 11, pad: 6 });
  const size = `${sizeText(object.box)} px`;
  context.font = `500 11px ${paints.font}`;
  const room = context.measureText(size).width + 12;
  context.globalAlpha = 0.88;
  context.fillStyle = paints.stage;
  context.beginPath();
  context.roundRect(x + w / 2 - room / 2, y + h + 9, room, 18, 4);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = paints.ink;
  context.textBaseline = "middle";
  context.fillText(size, x + w / 2 - room / 2 + 6, y + h + 18.5);
}

interface Tag {
  left: number;
  top: number;
  width: number;
  height: number;
  color: string;
  text: string;
  size: number;
  pad: number;
}

function tag(context: Context, { paints }: Picture, { left, top, width, height, color, text, size, pad }: Tag): void {
  context.fillStyle = color;
  context.fillRect(left, top, width, height);
  context.fillStyle = paints.stage;
  context.font = `600 ${size}px ${paints.font}`;
  context.textBaseline = "middle";
  context.fillText(text, left + pad, top + height / 2 + 0.5);
}

/** The box that is being drawn, with its size beside the corner. */
export function paintPreview(context: Context, rect: Rect, view: View, color: string, paints: Paints): void {
  const [x, y, w, h] = onScreen(view, rect);
  context.globalAlpha = 0.14;
  context.fillStyle = color;
  context.fillRect(x, y, w, h);
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.strokeRect(x, y, w, h);
  context.font = `500 11px ${paints.font}`;
  context.fillStyle = paints.ink;
  context.textBaseline = "top";
  context.fillText(sizeText(rect), x + w + 6, y + h + 4);
}

/** Colours of the classes as a canvas needs them: tokens resolved once for each theme. */
export function paintsOf(field: BoxField, color: (id: string) => string): Paints {
  const style = getComputedStyle(document.documentElement);
  const resolve = (value: string) => {
    const token = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
    return token ? style.getPropertyValue(token).trim() || "#888" : value;
  };
  const known = new Map(field.classes.map((one) => [one.id, resolve(color(one.id))]));
  return {
    of: (id) => known.get(id) ?? "#888",
    stage: resolve("var(--stage)"),
    ink: resolve("var(--stage-ink)"),
    font: '"Inter Variable", Inter, system-ui, sans-serif',
  };
}
