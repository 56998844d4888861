/** What stays on the desk between two images: tool, class, attributes, zoom. And what the hand is doing just now. */

import type { AttributeValue, BoxField, BoxObject, Rect } from "../field";
import { Store } from "../store";
import { type DrawEvent, type Drawing, finished, IDLE, step } from "./drawing";
import * as geometry from "./geometry";
import * as model from "./model";

export type Tool = "select" | "box" | "pan";

export interface Desk {
  tool: Tool;
  /** While Space is held the hand pans whatever the tool. */
  panning: boolean;
  class: string;
  attributes: Readonly<Record<string, AttributeValue>>;
  selected: string | null;
  hovered: string | null;
  drawing: Drawing;
  shape: geometry.Shape;
  view: geometry.View | null;
  frame: geometry.Size;
  pointer: geometry.Point | null;
  hidden: boolean;
  alone: boolean;
  growing: boolean;
  light: { open: boolean; brightness: number; contrast: number };
  spoken: string;
  /** The attribute whose field is to take the focus. */
  written: string | null;
}

export interface BoxWork {
  field: BoxField;
  boxes: model.Boxes;
  media: geometry.Size | null;
  /** Boxes of the image before, to copy from. */
  before: model.Boxes;
  change: (boxes: model.Boxes, mark?: string | null) => void;
  /** Goes to an open question beside the boxes; false where there is none. */
  ask?: () => boolean;
}

const FIRST: Omit<Desk, "class"> = {
  tool: "box", panning: false, attributes: {}, selected: null, hovered: null, drawing: IDLE, shape: {}, view: null,
  frame: { width: 0, height: 0 }, pointer: null, hidden: false, alone: false, growing: false,
  light: { open: false, brightness: 100, contrast: 100 }, spoken: "", written: null,
}; // biome-ignore format: one glance

export class BoxDesk {
  readonly store: Store<Desk>;
  private last: string | null = null;
  private strokes = 0;
  private size: geometry.Size | null = null;

  /** `work` is what lies on the desk now; the frame puts the next task there. */
  constructor(public work: BoxWork) {
    this.store = new Store<Desk>({
      ...FIRST,
      class: work.field.classes[0]?.id ?? "",
      attributes: defaults(work.field),
    });
  }

  get desk(): Desk {
    return this.store.get();
  }
  get selected(): BoxObject | null {
    return model.find(this.work.boxes, this.desk.selected);
  }
  /** The object under the pointer, while nothing is being drawn. */
  get hovered(): BoxObject | null {
    return this.desk.drawing.kind === "idle" ? model.find(this.work.boxes, this.desk.hovered) : null;
  }

  /** A new task lies there: the selection goes, the zoom stays where the image has the same size. */
  fresh(): void {
    this.store.set({ selected: null, hovered: null, drawing: IDLE, written: null });
    this.last = null;
  }
  place(media: geometry.Size | null, frame: geometry.Size): void {
    if (!media || frame.width === 0 || frame.height === 0) return;
    const same = this.size?.width === media.width && this.size.height === media.height;
    const { view, frame: before } = this.desk;
    this.size = media;
    if (!view || !same) {
      this.store.set({ frame, view: geometry.fitted(media, frame) });
      return;
    }
    const moved = {
      ...view,
      x: view.x + (frame.width - before.width) / 2,
      y: view.y + (frame.height - before.height) / 2,
    };
    this.store.set({ frame, view: geometry.kept(moved, media, frame) });
  }

  // ---- objects -------------------------------------------------------------------------------------------------

  private change(boxes: model.Boxes, mark: string | null = null): void {
    if (boxes !== this.work.boxes) this.work.change(boxes, mark);
  }
  select(id: string | null): void {
    this.store.set({ selected: id, spoken: id ? model.spoken(this.work.field, this.work.boxes, id) : "" });
  }
  step(by: 1 | -1): void {
    this.select(model.neighbour(this.work.boxes, this.desk.selected, by)?.id ?? null);
  }
  nextOpen(): boolean {
    const found = model.nextOpen(this.work.field, this.work.boxes, this.desk.selected);
    if (!found) return this.work.ask?.() ?? false;
    this.select(found[0].id);
    return true;
  }
  add(rect: Rect): void {
    const [boxes, object] = model.added(this.work.boxes, rect, {
      class: this.desk.class,
      attributes: this.desk.attributes,
    });
    this.last = object.id;
    this.work.change(boxes, null);
    this.work = { ...this.work, boxes };
    this.select(object.id);
  }
  remove(): void {
    const object = this.selected;
    if (!object) return;
    this.change(model.without(this.work.boxes, object.id));
    this.select(null);
  }
  duplicate(): void {
    const done =
      this.selected && this.work.media ? model.duplicated(this.work.boxes, this.selected.id, this.work.media) : null;
    if (!done) return;
    this.work.change(done[0], null);
    this.work = { ...this.work, boxes: done[0] };
    this.select(done[1].id);
  }
  copyBefore(): void {
    if (this.work.media) this.change(model.pasted(this.work.boxes, this.work.before, this.work.media));
  }
  /** The class key: the object under the pointer, else the selected one, else the next box. */
  classify(id: string): void {
    const target = this.hovered ?? this.selected;
    if (!target) {
      this.store.set({ class: id });
      return;
    }
    if (target.id === this.last) this.store.set({ class: id });
    this.change(model.withClass(this.work.boxes, target.id, id));
  }
  pickClass(id: string): void {
    if (!this.selected) this.store.set({ class: id });
    else this.classifySelected(id);
  }
  private classifySelected(id: string): void {
    const object = this.selected;
    if (!object) return;
    if (object.id === this.last) this.store.set({ class: id });
    this.change(model.withClass(this.work.boxes, object.id, id));
  }
  /** An answer about the selected object; the next box starts with it too. */
  attribute(name: string, value: AttributeValue | undefined, mark: string | null = null): void {
    const object = this.selected;
    if (!object) return;
    const sticky =
      this.work.field.attributes?.[name]?.type === "text"
        ? this.desk.attributes
        : { ...this.desk.attributes, ...(value === undefined ? {} : { [name]: value }) };
    this.store.set({ attributes: sticky });
    this.change(model.withAttribute(this.work.boxes, object.id, name, value), mark);
  }
  cycle(name: string): void {
    const attribute = this.work.field.attributes?.[name];
    if (attribute && this.selected) this.attribute(name, model.cycled(attribute, this.selected.attributes[name]));
  }
  nudge(dx: number, dy: number): void {
    const object = this.selected;
    const { media } = this.work;
    if (!object || !media) return;
    const box = this.desk.growing
      ? geometry.grown(object.box, dx, dy, media)
      : geometry.moved(object.box, dx, dy, media);
    this.change(model.replaced(this.work.boxes, object.id, { box }), `nudge ${object.id}`);
  }
  setBox(id: string, box: Rect, stroke: number): void {
    this.change(model.replaced(this.work.boxes, id, { box }), `drag ${id} ${stroke}`);
  }
  /** A number for one drag of the hand: all its steps are one step of undo. */
  stroke(): number {
    this.strokes += 1;
    return this.strokes;
  }

  // ---- drawing and looking -------------------------------------------------------------------------------------

  draw(event: DrawEvent): void {
    const { media } = this.work;
    const { drawing, box } = step(this.desk.drawing, event);
    this.store.set({ drawing });
    const rect = box && media ? finished(box, media, this.desk.shape) : null;
    if (rect) this.add(rect);
  }
  zoom(factor: number, at?: geometry.Point): void {
    const { view, frame } = this.desk;
    const { media } = this.work;
    if (!view || !media) return;
    const from =
      at ??
      (this.desk.pointer ? geometry.toScreen(view, this.desk.pointer) : { x: frame.width / 2, y: frame.height / 2 });
    this.look(geometry.zoomed(view, from, factor));
  }
  look(view: geometry.View): void {
    const { media } = this.work;
    if (media) this.store.set({ view: geometry.kept(view, media, this.desk.frame) });
  }
  fit(): void {
    const { media } = this.work;
    if (media) this.store.set({ view: geometry.fitted(media, this.desk.frame) });
  }
  fitObject(): void {
    const { media } = this.work;
    if (media && this.selected) this.store.set({ view: geometry.fittedTo(this.selected.box, media, this.desk.frame) });
  }
}

function defaults(field: BoxField): Record<string, AttributeValue> {
  const found = Object.entries(field.attributes ?? {}).flatMap(([name, one]) =>
    one.default === undefined ? [] : [[name, one.default] as const],
  );
  return Object.fromEntries(found);
}
