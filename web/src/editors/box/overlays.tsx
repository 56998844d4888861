import { useLayoutEffect, useRef } from "react";
import { useOwnKeys } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Caps } from "../../design/parts";
import { type BoxField, classColor, type Picture } from "../field";
import { choiceKeys, DIGITS, rowOf } from "../keys";
import { useStore } from "../store";
import type { BoxDesk } from "./desk";
import { fitted, visible, ZOOM } from "./geometry";

interface Props {
  desk: BoxDesk;
  field: BoxField;
  picture: Picture;
}

/** What lies over the image, 12 px from the edges: the next box, the pointer, the map, the zoom. */
export function Overlays({ desk, field, picture }: Props) {
  return (
    <>
      <NextBox desk={desk} field={field} />
      <Readout desk={desk} />
      <Minimap desk={desk} picture={picture} />
      <Zoom desk={desk} />
    </>
  );
}

function NextBox({ desk, field }: Pick<Props, "desk" | "field">) {
  const id = useStore(desk.store, (value) => value.class);
  const tool = useStore(desk.store, (value) => value.tool);
  const anchored = useStore(desk.store, (value) => value.drawing.kind === "anchored");
  const one = field.classes.find((other) => other.id === id);
  const keys = choiceKeys(field.classes, useOwnKeys(), DIGITS).filter((key) => key !== null);
  if (tool !== "box" || !one) return null;
  return (
    <div className="over glass" style={{ left: 12, top: 12 }}>
      <span className="dim">New box</span>
      <i className="sw" style={{ background: classColor(field.classes, id) }} />
      <b>{one.name}</b>
      <span className="vr" />
      {anchored ? (
        <>
          <span className="dim">second click ends it</span>
          <Caps keys="escape" />
        </>
      ) : (
        <>
          <span className="dim">click twice or drag, class by</span>
          {rowOf(keys).map((word) =>
            word === "to" ? (
              <span key={word} className="dim">
                to
              </span>
            ) : (
              <Caps key={word} keys={word} fixed />
            ),
          )}
        </>
      )}
    </div>
  );
}

function Readout({ desk }: { desk: BoxDesk }) {
  const at = useStore(desk.store, (value) => value.pointer);
  return (
    <div className="over glass readout" style={{ right: 12, top: 12 }} aria-hidden="true">
      <span className="dim">x</span>
      <span>{at ? Math.round(at.x) : ""}</span>
      <span className="dim">y</span>
      <span>{at ? Math.round(at.y) : ""}</span>
    </div>
  );
}

const MAP = { width: 168, height: 95 };

/** The whole picture small, with the part that is in view; a click goes there. Absent while all of it is in view. */
function Minimap({ desk, picture }: Pick<Props, "desk" | "picture">) {
  const view = useStore(desk.store, (value) => value.view);
  const frame = useStore(desk.store, (value) => value.frame);
  if (!view) return null;
  const place = fitted(picture, MAP, 0);
  const [x, y, w, h] = visible(view, picture, frame);
  if (w >= picture.width && h >= picture.height) return null;
  return (
    <div
      className="over mini"
      style={{ left: 12, bottom: 12 }}
      onPointerDown={(event) => {
        const bounds = event.currentTarget.getBoundingClientRect();
        const media = {
          x: (event.clientX - bounds.left - place.x) / place.scale,
          y: (event.clientY - bounds.top - place.y) / place.scale,
        };
        desk.look({
          scale: view.scale,
          x: frame.width / 2 - media.x * view.scale,
          y: frame.height / 2 - media.y * view.scale,
        });
      }}
    >
      <Small picture={picture} />
      <i
        style={{
          left: place.x + x * place.scale,
          top: place.y + y * place.scale,
          width: w * place.scale,
          height: h * place.scale,
        }}
      />
    </div>
  );
}

function Small({ picture }: Pick<Props, "picture">) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = window.devicePixelRatio || 1;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const at = fitted(picture, MAP, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, MAP.width, MAP.height);
    context.drawImage(picture.bitmap, at.x, at.y, picture.width * at.scale, picture.height * at.scale);
  }, [picture, ratio]);
  return <canvas ref={canvas} width={MAP.width * ratio} height={MAP.height * ratio} style={MAP} />;
}

function Zoom({ desk }: { desk: BoxDesk }) {
  const scale = useStore(desk.store, (value) => value.view?.scale ?? 1);
  const centre = () => ({ x: desk.desk.frame.width / 2, y: desk.desk.frame.height / 2 });
  return (
    <div className="over glass zoom" style={{ right: 12, bottom: 12 }}>
      <button type="button" className="ib" aria-label="Zoom out" onClick={() => desk.zoom(1 / ZOOM.step, centre())}>
        <Icon name="minus" />
      </button>
      <span className="zt num">{Math.round(scale * 100)} %</span>
      <button type="button" className="ib" aria-label="Zoom in" onClick={() => desk.zoom(ZOOM.step, centre())}>
        <Icon name="plus" />
      </button>
      <span className="vr" />
      <button type="button" className="ib" aria-label="Fit the image" onClick={() => desk.fit()}>
        <Icon name="fit" />
      </button>
      <Caps keys="0" />
    </div>
  );
}
