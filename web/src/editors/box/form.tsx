import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useCommands, useOwnKeys } from "../../design/commands";
import { caps, moved } from "../../design/keys";
import { Caps } from "../../design/parts";
import { FieldForm, firstOpen } from "../FieldForm";
import { type Answer, type BoxField, type Fields, isOpen, type Missing } from "../field";
import { useStore } from "../store";
import { boxActions } from "./actions";
import type { BoxDesk } from "./desk";
import type { Size } from "./geometry";
import type { Boxes } from "./model";
import { BoxPanel } from "./panel";

interface Props {
  desk: BoxDesk;
  name: string;
  field: BoxField;
  fields: Fields;
  media: Size | null;
  /** Boxes of the image before, to copy from. */
  before: Boxes;
  answer: Answer;
  /** The answer as it stands while an event is handled: several changes may come before the next drawing. */
  now: () => Answer;
  change: (answer: Answer, mark: string | null) => void;
  /** Which task it is; null while there is none, or while the keys belong to something else. */
  task: number | null;
  /** Brings the panel in view. */
  reveal: () => void;
}

interface Form {
  panel: ReactNode;
  boxes: Boxes;
  /** Goes to something that is still open. */
  show: (open: Missing) => void;
}

const NONE: Boxes = [];
const WITH_QUESTIONS = new Set(["Tools", "View", "While drawing"]);

/** All that is answered about an image: its boxes and the questions beside them. Digits, D and T are of one or the other. */
export function useBoxForm({ desk, name, field, fields, answer, now, change, ...props }: Props): Form {
  const { media, before, task, reveal } = props;
  const own = useOwnKeys();
  const [asked, ask] = useState<string | null>(null);
  const others = useMemo(() => Object.entries(fields).filter(([key]) => key !== name), [fields, name]);
  const boxes = (answer[name] ?? NONE) as Boxes;
  const to = (question: string | null | undefined): boolean => {
    if (!question) return false;
    reveal();
    ask(question);
    return true;
  };
  desk.work = {
    field,
    boxes,
    media,
    before,
    change: (next, mark = null) => change({ ...now(), [name]: next }, mark),
    ask: () => to(firstOpen(others, now())),
  };
  const selected = useStore(desk.store, (state) => state.selected);
  const written = useStore(desk.store, (state) => state.written);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another object or another task takes the keys back
  useEffect(() => ask(null), [task, selected]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field to write in must be in view
  useEffect(() => {
    if (written !== null) reveal();
  }, [written]);
  const drawing = task === null ? [] : boxActions(desk, field, own);
  useCommands(asked === null ? drawing : drawing.filter((one) => one.own || WITH_QUESTIONS.has(one.group ?? "")));
  useCommands([
    {
      name: "box.questions",
      label: "Questions about the image",
      scope: "editor",
      group: "Tools",
      keys: "q",
      when: () => task !== null && asked === null && others.length > 0,
      perform: () => to(firstOpen(others, now()) ?? others[0]?.[0]),
    },
  ]);
  const open = others.filter(([key, one]) => isOpen(key, one, answer)).length;
  const panel = (
    <>
      <BoxPanel desk={desk} field={field} boxes={boxes} resting={asked !== null} />
      {others.length > 0 && (
        <>
          <div className="hr" />
          <div className="sec">
            Questions {open > 0 && <span className="num count">{open} open</span>}
            <span className="aside">
              about the image
              <Caps keys={asked === null ? "q" : "escape"} />
            </span>
          </div>
          <div className="others">
            <FieldForm
              fields={others}
              answer={answer}
              change={change}
              task={task ?? 0}
              beside={{ at: asked, go: ask }}
            />
          </div>
        </>
      )}
      <div className="sideline">
        {asked === null
          ? `Arrows move 1 px, with Shift 10; ${caps(moved("r", own)).join(" ")} with arrows resizes`
          : "Esc goes back to the boxes"}
      </div>
    </>
  );
  return {
    panel,
    boxes,
    show: ({ object, field: question }) => {
      if (object === undefined) return void to(question);
      reveal();
      desk.select(object);
    },
  };
}
