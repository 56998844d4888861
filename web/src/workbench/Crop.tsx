import { type CSSProperties, type ReactNode, useEffect, useRef } from "react";
import type { Picture, Rect } from "../editors/field";

interface Props {
  picture: Picture;
  /** The part of the picture that is shown; all of it when left out. */
  region?: Rect;
  children?: ReactNode;
  className?: string;
}

/** A piece of a decoded picture. What is drawn over it takes its place in pixels of the media, by `Mark`. */
export function Crop({ picture, region, children, className = "crop" }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [x, y, w, h] = region ?? [0, 0, picture.width, picture.height];
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const width = Math.max(Math.round(element.clientWidth * (window.devicePixelRatio || 1)), 1);
    element.width = width;
    element.height = Math.round((width * h) / w);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture.bitmap, x, y, w, h, 0, 0, element.width, element.height);
  }, [picture, x, y, w, h]);
  return (
    <div className={className} style={{ "--mw": w, "--mh": h } as CSSProperties}>
      <canvas ref={canvas} className="fill" />
      {children}
    </div>
  );
}

interface MarkProps {
  box: Rect;
  /** Where the crop begins. */
  origin?: readonly [number, number];
  look: string;
  dashed?: boolean;
  tag?: string;
}

export function Mark({ box, origin = [0, 0], look, dashed = false, tag }: MarkProps) {
  const style = { "--x": box[0] - origin[0], "--y": box[1] - origin[1], "--w": box[2], "--h": box[3] } as CSSProperties;
  return (
    <div className={dashed ? `ob dash ${look}` : `ob ${look}`} style={style}>
      {tag && <b className="tag">{tag}</b>}
    </div>
  );
}
