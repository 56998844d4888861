import type Konva from "konva";
import { type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { Image as KonvaImage, Layer, Shape, Stage } from "react-konva";
import { type BoxField, classColor, type Picture } from "../field";
import { useStore } from "../store";
import type { BoxDesk } from "./desk";
import { preview } from "./drawing";
import { type Handle, handleAt, moved, objectAt, type Point, resized, toMedia } from "./geometry";
import type { Boxes } from "./model";
import { paintBoxes, paintPreview, paintsOf } from "./paint";

type Drag =
  | { kind: "pan"; from: Point; view: Point }
  | { kind: "move"; id: string; from: Point; box: readonly [number, number, number, number]; stroke: number }
  | { kind: "resize"; id: string; handle: Handle; stroke: number };

const CURSORS: Record<Handle, string> = {
  nw: "nwse-resize",
  se: "nwse-resize",
  ne: "nesw-resize",
  sw: "nesw-resize",
  n: "ns-resize",
  s: "ns-resize",
  w: "ew-resize",
  e: "ew-resize",
};

interface Props {
  desk: BoxDesk;
  field: BoxField;
  boxes: Boxes;
  picture: Picture;
  label: string;
}

/** The image with its boxes: two clicks or a drag draw, the wheel zooms to the pointer, Space or the middle button pans. */
export function BoxView({ desk, field, boxes, picture, label }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const layer = useRef<Konva.Layer>(null);
  const drag = useRef<Drag | null>(null);
  // One field each: the pointer moves all the time, and nothing here is drawn anew for that alone.
  const view = useStore(desk.store, (value) => value.view);
  const frame = useStore(desk.store, (value) => value.frame);
  const selected = useStore(desk.store, (value) => value.selected);
  const hovered = useStore(desk.store, (value) => value.hovered);
  const hidden = useStore(desk.store, (value) => value.hidden);
  const alone = useStore(desk.store, (value) => value.alone);
  const light = useStore(desk.store, (value) => value.light);
  const nextClass = useStore(desk.store, (value) => value.class);
  const drawing = useStore(desk.store, (value) => value.drawing);
  const shape = useStore(desk.store, (value) => value.shape);
  const spoken = useStore(desk.store, (value) => value.spoken);
  const theme = document.documentElement.dataset.theme;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens change with the theme
  const paints = useMemo(() => paintsOf(field, (id) => classColor(field.classes, id)), [field, theme]);

  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const measure = () => desk.place(picture, { width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [desk, picture]);

  useEffect(() => {
    const element = root.current;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const bounds = element?.getBoundingClientRect();
      const now = desk.desk.view;
      if (!bounds || !now) return;
      if (event.shiftKey) return desk.look({ ...now, x: now.x - (event.deltaX || event.deltaY), y: now.y });
      desk.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), {
        x: event.clientX - bounds.left,
        y: event.clientY - bounds.top,
      });
    };
    element?.addEventListener("wheel", wheel, { passive: false });
    return () => element?.removeEventListener("wheel", wheel);
  }, [desk]);

  useEffect(() => {
    const canvas = layer.current?.getCanvas()._canvas;
    if (canvas)
      canvas.style.filter =
        light.brightness === 100 && light.contrast === 100
          ? ""
          : `brightness(${light.brightness}%) contrast(${light.contrast}%)`;
  }, [light]);

  const locate = (event: PointerEvent): { screen: Point; media: Point } | null => {
    const bounds = root.current?.getBoundingClientRect();
    if (!bounds || !desk.desk.view) return null;
    const screen = { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
    return { screen, media: toMedia(desk.desk.view, screen) };
  };
  const reach = () => 8 / (desk.desk.view?.scale ?? 1);
  const handleUnder = (at: Point) => (desk.selected ? handleAt(desk.selected.box, at, reach()) : null);

  const down = (event: PointerEvent) => {
    const at = locate(event);
    if (!at) return;
    root.current?.setPointerCapture(event.pointerId);
    root.current?.focus({ preventScroll: true });
    const { tool, panning, view: now } = desk.desk;
    if (event.button === 1 || tool === "pan" || panning) {
      drag.current = { kind: "pan", from: at.screen, view: now ?? at.screen };
      return event.preventDefault();
    }
    if (event.button !== 0) return;
    const handle = desk.desk.drawing.kind === "idle" ? handleUnder(at.media) : null;
    if (handle && desk.selected) {
      drag.current = { kind: "resize", id: desk.selected.id, handle, stroke: desk.stroke() };
    } else if (tool === "box") {
      desk.draw({ kind: "down", at: at.media });
    } else {
      const object = objectAt(boxes, at.media, reach() / 2);
      desk.select(object?.id ?? null);
      if (object)
        drag.current = { kind: "move", id: object.id, from: at.media, box: object.box, stroke: desk.stroke() };
    }
  };

  const move = (event: PointerEvent) => {
    const at = locate(event);
    if (!at) return;
    const now = drag.current;
    if (now?.kind === "pan")
      desk.look({
        scale: desk.desk.view?.scale ?? 1,
        x: now.view.x + at.screen.x - now.from.x,
        y: now.view.y + at.screen.y - now.from.y,
      });
    if (now?.kind === "resize" && desk.selected)
      desk.setBox(now.id, resized(desk.selected.box, now.handle, at.media, picture), now.stroke);
    if (now?.kind === "move") {
      const [dx, dy] = [Math.round(at.media.x - now.from.x), Math.round(at.media.y - now.from.y)];
      if (dx !== 0 || dy !== 0) desk.setBox(now.id, moved(now.box, dx, dy, picture), now.stroke);
    }
    if (!now && desk.desk.tool === "box")
      desk.draw({ kind: "move", at: at.media, slack: 4 / (desk.desk.view?.scale ?? 1) });
    desk.store.set({
      pointer: at.media,
      hovered: now || desk.desk.drawing.kind !== "idle" ? null : (objectAt(boxes, at.media)?.id ?? null),
      ...(shape.centre !== event.ctrlKey || shape.square !== event.shiftKey
        ? { shape: { centre: event.ctrlKey, square: event.shiftKey } }
        : {}),
    });
    if (root.current) root.current.style.cursor = cursor(desk, now, handleUnder(at.media));
  };

  const up = (event: PointerEvent) => {
    const at = locate(event);
    if (!drag.current && at && event.button === 0 && desk.desk.tool === "box") desk.draw({ kind: "up", at: at.media });
    drag.current = null;
  };

  const draft = preview(drawing, picture, shape);
  return (
    <div
      ref={root}
      className="boxview"
      role="application"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the stage is one tab stop; its keys are commands
      tabIndex={0}
      data-stage
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerLeave={() => desk.store.set({ pointer: null, hovered: null })}
    >
      {view && frame.width > 0 && (
        <Stage width={frame.width} height={frame.height} listening={false}>
          <Layer ref={layer} listening={false} imageSmoothingEnabled={view.scale < 3}>
            <KonvaImage
              image={picture.bitmap}
              x={view.x}
              y={view.y}
              width={picture.width * view.scale}
              height={picture.height * view.scale}
              perfectDrawEnabled={false}
            />
          </Layer>
          <Layer listening={false}>
            <Shape
              listening={false}
              sceneFunc={(context) => {
                const canvas = context._context;
                if (!hidden) paintBoxes(canvas, { field, boxes, view, selected, hovered, alone, paints });
                if (draft) paintPreview(canvas, draft, view, paints.of(nextClass), paints);
              }}
            />
          </Layer>
        </Stage>
      )}
      <Crosshair desk={desk} />
      <span className="unseen" role="status">
        {spoken}
      </span>
    </div>
  );
}

function cursor(desk: BoxDesk, drag: Drag | null, handle: Handle | null): string {
  const { tool, panning } = desk.desk;
  if (drag?.kind === "pan") return "grabbing";
  if (tool === "pan" || panning) return "grab";
  if (drag?.kind === "resize") return CURSORS[drag.handle];
  if (handle && desk.desk.drawing.kind === "idle") return CURSORS[handle];
  if (tool === "box") return "none";
  return desk.desk.hovered ? "move" : "default";
}

/** Two hairlines through the pointer while a box is to be drawn. */
function Crosshair({ desk }: { desk: BoxDesk }) {
  const at = useStore(desk.store, (value) => value.pointer);
  const shown = useStore(desk.store, (value) => value.tool === "box" && !value.panning);
  const view = useStore(desk.store, (value) => value.view);
  if (!at || !view || !shown) return null;
  return (
    <>
      <i className="cross across" style={{ transform: `translateY(${Math.round(at.y * view.scale + view.y)}px)` }} />
      <i className="cross down" style={{ transform: `translateX(${Math.round(at.x * view.scale + view.x)}px)` }} />
    </>
  );
}
