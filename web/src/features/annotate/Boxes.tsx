import { useLayoutEffect, useMemo, useState } from "react";
import { useCommands } from "../../commands/keyboard";
import { boxActions } from "../../editors/box/actions";
import { BoxDesk } from "../../editors/box/desk";
import type { Boxes } from "../../editors/box/model";
import { Overlays } from "../../editors/box/overlays";
import { BoxPanel } from "../../editors/box/panel";
import { BoxTools, Light } from "../../editors/box/tools";
import { BoxView } from "../../editors/box/view";
import { FieldForm } from "../../editors/FieldForm";
import { type BoxField, type BoxObject, missing } from "../../editors/field";
import { useStore } from "../../editors/store";
import { Shell } from "../../workbench/Shell";
import { Stage } from "../../workbench/Stage";
import { annotationOutcome, skipOutcome } from "../../workbench/task";
import type { Bench } from "../../workbench/use-bench";
import { useSide } from "../../workbench/use-side";
import { useTaskCommands } from "../../workbench/use-task-commands";
import { AnnotateFoot } from "./AnnotateFoot";
import { Returned } from "./Returned";

interface Props {
  bench: Bench;
  name: string;
  field: BoxField;
}

const NONE: readonly BoxObject[] = [];

export function AnnotateBoxes({ bench, name, field }: Props) {
  const { session, fields } = bench;
  const task = useStore(session.store, (state) => state.task);
  const trail = useStore(session.store, (state) => state.trail);
  const [desk] = useState(
    () => new BoxDesk({ field, boxes: NONE, media: null, before: NONE, change: () => undefined }),
  );
  const answer = task?.history.now.answer ?? {};
  const boxes = (answer[name] ?? NONE) as Boxes;
  const change = (next: Boxes, mark: string | null = null) =>
    session.work(
      {
        ...session.store.get().task?.history.now,
        answer: { ...session.store.get().task?.history.now.answer, [name]: next },
      },
      mark,
    );
  const before = (trail.findLast((one) => one.answered)?.task.history.now.answer[name] ?? NONE) as Boxes;
  desk.work = { field, boxes, media: task?.picture ?? null, before, change };
  const lease = task?.lease.lease;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task, not another answer, clears the hand
  useLayoutEffect(() => desk.fresh(), [desk, lease]);

  const active = useStore(desk.store, (state) => state.class);
  const selected = useStore(desk.store, (state) => state.selected);
  const classId = boxes.find((one) => one.id === selected)?.class ?? active;
  const others = useMemo(() => Object.entries(fields).filter(([key]) => key !== name), [fields, name]);
  const guideAt = field.classes.find((one) => one.id === classId) ?? null;

  const submit = () => {
    const now = session.store.get().task;
    if (!now) return;
    const given = {
      ...Object.fromEntries(Object.entries(fields).flatMap(([key, one]) => (one.type === "box" ? [[key, NONE]] : []))),
      ...now.history.now.answer,
    };
    const open = missing(fields, given);
    if (open[0]?.object) return desk.select(open[0].object);
    if (open[0]) return side.go("label");
    session.finish((done) =>
      annotationOutcome({ ...done, history: { ...done.history, now: { ...done.history.now, answer: given } } }),
    );
  };
  const side = useSide(bench, task, guideAt, selected, {
    name: "label",
    label: "Label",
    body: (
      <>
        <Returned task={task} />
        <BoxPanel desk={desk} field={field} boxes={boxes} />
        {others.length > 0 && (
          <div className="others">
            <FieldForm
              fields={others}
              answer={answer}
              change={(next, mark) => session.work({ answer: next }, mark)}
              task={lease ?? 0}
              live={false}
            />
          </div>
        )}
      </>
    ),
  });
  useCommands(task ? boxActions(desk, field) : []);
  const commands = useTaskCommands(session, {
    submit,
    submitLabel: "Submit, next task",
    cannotJudge: () => session.finish((done) => annotationOutcome(done, { cannot_judge: true })),
    unsure: () => session.setUnsure(!session.store.get().task?.unsure),
    guide: () => side.go("guide"),
    flag: side.ask,
  });
  const size = task?.picture ? `${task.picture.width} × ${task.picture.height}` : null;
  return (
    <Shell
      session={session}
      layout="tools"
      project={bench.project}
      stage={bench.stage}
      size={size}
      about="Boxes, annotate"
      left={<BoxTools desk={desk} />}
      side={side.panel}
      foot={
        <AnnotateFoot session={session} noun="items" commands={commands} submit={submit} flag={side.ask} withUnsure />
      }
    >
      <Stage
        session={session}
        label="Image with boxes"
        report={() => session.finish((done) => skipOutcome(done, "bad_media", done.trouble?.message ?? ""), false)}
      >
        {(shown) =>
          shown.picture && (
            <>
              <BoxView
                desk={desk}
                field={field}
                boxes={boxes}
                picture={shown.picture}
                label="Image with boxes. D goes from box to box."
              />
              <Overlays desk={desk} field={field} picture={shown.picture} />
              <Light desk={desk} />
            </>
          )
        }
      </Stage>
    </Shell>
  );
}
