import "../../workbench/workbench.css";
import { type ReactNode, useMemo, useRef, useState } from "react";
import type { Item } from "../../api/items";
import { OwnKeys, useCommands } from "../../design/commands";
import { BoxDesk } from "../../editors/box/desk";
import { useBoxForm } from "../../editors/box/form";
import type { Boxes } from "../../editors/box/model";
import { BoxView } from "../../editors/box/view";
import { FieldForm } from "../../editors/FieldForm";
import { type Answer, type BoxField, type Fields, type Missing, missing, type Picture } from "../../editors/field";
import { begin, push, redo, undo } from "../../editors/history";
import { ownKeys } from "../../editors/keys";
import { summary } from "../../workbench/summary";
import { fitting } from "./schema";

interface Props {
  item: Item | null;
  picture: Picture | null;
  fields: Fields;
  next: () => void;
}

const NONE: Boxes = [];

/** One item in the annotator's own editors, with their keys while the focus is in it. What is done here is kept nowhere. */
export function Trial({ item, picture, fields, next }: Props) {
  const own = useMemo(() => ownKeys(fields), [fields]);
  const [inside, setInside] = useState(false);
  return (
    <OwnKeys keys={own}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only sees whether the focus is in it */}
      <div
        className="wb trial mt2"
        onFocus={() => setInside(true)}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setInside(false)}
      >
        <Desk item={item} picture={picture} fields={fields} next={next} keyed={inside} />
      </div>
    </OwnKeys>
  );
}

function Desk({ item, picture, fields, next, keyed }: Props & { keyed: boolean }) {
  const [history, setHistory] = useState(() => begin<Answer>({}));
  const [said, setSaid] = useState<string | null>(null);
  const show = useRef<((open: Missing) => void) | null>(null);
  const answer = useMemo(() => fitting(fields, history.now), [fields, history]);
  const newest = useRef(answer);
  newest.current = answer;
  const drawn = Object.entries(fields).find((one): one is [string, BoxField] => one[1].type === "box");
  const others = Object.entries(fields).filter(([name]) => name !== drawn?.[0]);
  const change = (changed: Answer, mark: string | null = null) => {
    newest.current = changed;
    setSaid(null);
    setHistory((before) => push(before, changed, mark));
  };
  const submit = () => {
    const open = missing(fields, newest.current)[0];
    if (!open) return next();
    setSaid(`Still open: ${open.message}`);
    show.current?.(open);
  };
  useCommands([
    {
      name: "trial.submit",
      label: "Submit, in this trial only",
      keys: "enter",
      when: () => keyed,
      perform: submit,
    },
    { name: "undo", label: "Undo", keys: "mod+z", when: () => keyed, perform: () => setHistory(undo) },
    { name: "redo", label: "Redo", keys: "mod+shift+z", when: () => keyed, perform: () => setHistory(redo) },
  ]);
  return (
    <>
      {drawn && picture ? (
        <Drawing
          key={`${drawn[0]} ${drawn[1].classes.map(({ id }) => id).join(" ")}`}
          name={drawn[0]}
          field={drawn[1]}
          fields={fields}
          picture={picture}
          answer={answer}
          now={() => newest.current}
          change={change}
          task={keyed ? (item?.id ?? 0) : null}
          tell={(way) => {
            show.current = way;
          }}
        />
      ) : (
        <>
          <Shown item={item} picture={picture} drawn={drawn !== undefined} />
          {others.length > 0 && (
            <div className="others">
              <FieldForm fields={others} answer={answer} change={change} task={item?.id ?? 0} keyless={!keyed} />
            </div>
          )}
        </>
      )}
      {others.length === 0 && !drawn && <p className="pad muted">Add a field, and it appears here.</p>}
      <footer className="row">
        <span className="small muted cut" role="status">
          {said ?? (summary(fields, answer) || "Click into it, and its keys work too.")}
        </span>
        <button type="button" className="btn primary s end" onClick={submit}>
          Submit
        </button>
      </footer>
    </>
  );
}

interface DrawingProps {
  name: string;
  field: BoxField;
  fields: Fields;
  picture: Picture;
  answer: Answer;
  now: () => Answer;
  change: (answer: Answer, mark: string | null) => void;
  task: number | null;
  tell: (show: (open: Missing) => void) => void;
}

/** Boxes on the picture; classes and objects stand below it, where the workbench has them at its side. */
function Drawing({ picture, tell, ...props }: DrawingProps) {
  const { field } = props;
  const [desk] = useState(
    () => new BoxDesk({ field, boxes: NONE, media: null, before: NONE, change: () => undefined }),
  );
  const form = useBoxForm({ ...props, desk, media: picture, before: NONE, reveal: () => undefined });
  tell(form.show);
  return (
    <>
      <div className="wb-stage" style={{ aspectRatio: Math.min(1.9, Math.max(1.2, picture.width / picture.height)) }}>
        <BoxView desk={desk} field={field} boxes={form.boxes} picture={picture} label="Image with boxes, to try" />
      </div>
      {form.panel}
    </>
  );
}

function Shown({ item, picture, drawn }: { item: Item | null; picture: Picture | null; drawn: boolean }): ReactNode {
  const part = item ? Object.values(item.parts)[0] : undefined;
  if (part?.media_type.startsWith("image/"))
    return <div className="wb-stage">{picture && <img className="seen" src={part.url ?? undefined} alt="" />}</div>;
  if (part?.text)
    return (
      <p className="text-l" dir="auto" data-stage tabIndex={-1}>
        {part.text}
      </p>
    );
  return drawn ? (
    <div className="wb-stage none">Your first photo appears here</div>
  ) : (
    <p className="text-l muted">Your first item appears here.</p>
  );
}
