import "../../workbench/workbench.css";
import { type ReactNode, useMemo, useState } from "react";
import type { Item } from "../../api/items";
import { BoxDesk } from "../../editors/box/desk";
import type { Boxes } from "../../editors/box/model";
import { BoxPanel } from "../../editors/box/panel";
import { BoxView } from "../../editors/box/view";
import { FieldForm } from "../../editors/FieldForm";
import { type Answer, type BoxField, type Fields, missing, type Picture } from "../../editors/field";
import { summary } from "../../workbench/summary";
import { fitting } from "./schema";

interface Props {
  item: Item | null;
  picture: Picture | null;
  fields: Fields;
  next: () => void;
}

const NONE: Boxes = [];

/** One item in the annotator's own editors. What is drawn and chosen here is kept nowhere. */
export function Trial({ item, picture, fields, next }: Props) {
  const [given, setAnswer] = useState<Answer>({});
  const [said, setSaid] = useState<string | null>(null);
  const answer = useMemo(() => fitting(fields, given), [fields, given]);
  const drawn = Object.entries(fields).find((one): one is [string, BoxField] => one[1].type === "box");
  const others = Object.entries(fields).filter(([name]) => name !== drawn?.[0]);
  const change = (changed: Answer) => {
    setSaid(null);
    setAnswer(changed);
  };
  const submit = () => {
    const open = missing(fields, answer)[0];
    if (open) return setSaid(`Still open: ${open.message}`);
    change({});
    next();
  };
  return (
    <div className="wb trial mt2">
      {drawn && picture ? (
        <Drawing
          key={`${drawn[0]} ${drawn[1].classes.map(({ id }) => id).join(" ")}`}
          field={drawn[1]}
          picture={picture}
          boxes={(answer[drawn[0]] ?? NONE) as Boxes}
          change={(boxes) => change({ ...answer, [drawn[0]]: boxes })}
        />
      ) : (
        <Shown item={item} picture={picture} drawn={drawn !== undefined} />
      )}
      {others.length > 0 && (
        <div className="others">
          <FieldForm fields={others} answer={answer} change={change} task={item?.id ?? 0} keyless />
        </div>
      )}
      {others.length === 0 && !drawn && <p className="pad muted">Add a field, and it appears here.</p>}
      <footer className="row">
        <span className="small muted cut" role="status">
          {said ?? summary(fields, answer)}
        </span>
        <button type="button" className="btn primary s end" onClick={submit}>
          Submit
        </button>
      </footer>
    </div>
  );
}

/** Boxes on the picture; classes and objects stand below it, where the workbench has them at its side. */
function Drawing(props: { field: BoxField; picture: Picture; boxes: Boxes; change: (boxes: Boxes) => void }) {
  const { field, picture, boxes, change } = props;
  const [desk] = useState(() => new BoxDesk({ field, boxes, media: picture, before: NONE, change }));
  desk.work = { field, boxes, media: picture, before: NONE, change };
  return (
    <>
      <div className="wb-stage" style={{ aspectRatio: Math.min(1.9, Math.max(1.2, picture.width / picture.height)) }}>
        <BoxView desk={desk} field={field} boxes={boxes} picture={picture} label="Image with boxes, to try" />
      </div>
      <BoxPanel desk={desk} field={field} boxes={boxes} />
    </>
  );
}

function Shown({ item, picture, drawn }: { item: Item | null; picture: Picture | null; drawn: boolean }): ReactNode {
  const part = item ? Object.values(item.parts)[0] : undefined;
  if (part?.media_type.startsWith("image/"))
    return <div className="wb-stage">{picture && <img className="seen" src={part.url ?? undefined} alt="" />}</div>;
  if (part?.text)
    return (
      <p className="text-l" dir="auto">
        {part.text}
      </p>
    );
  return (
    <div className="wb-stage none">{drawn ? "Your first photo appears here" : "Your first item appears here"}</div>
  );
}
