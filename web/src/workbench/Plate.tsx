import { memo, useEffect, useRef } from "react";
import type { Picture } from "../editors/field";
import { mainPart, type Task } from "./task";

/** What is read or seen: a text in reading size, centred in what is left, or a picture that fits. */
export const Plate = memo(function Plate({ lease, picture }: Pick<Task, "lease" | "picture">) {
  if (picture) return <Seen picture={picture} />;
  const text = mainPart(lease)?.[1].text ?? "";
  const words = text.split(/\s+/).filter(Boolean).length;
  return (
    <article className="plate">
      {text.split(/\n{2,}/).map((paragraph, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs of one text never move
        <p className="text-l" dir="auto" key={at}>
          {paragraph}
        </p>
      ))}
      <p className="small muted num words">{words === 1 ? "1 word" : `${words} words`}</p>
    </article>
  );
});

function Seen({ picture }: { picture: Picture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    element.width = picture.width;
    element.height = picture.height;
    element.getContext("2d")?.drawImage(picture.bitmap, 0, 0);
  }, [picture]);
  return (
    <article className="plate seen">
      <canvas ref={canvas} aria-label="The picture to judge" role="img" />
    </article>
  );
}
