import { useLayoutEffect, useState } from "react";
import { BoxDesk } from "../../editors/box/desk";
import { useBoxForm } from "../../editors/box/form";
import type { Boxes } from "../../editors/box/model";
import { Overlays } from "../../editors/box/overlays";
import { BoxTools, Light } from "../../editors/box/tools";
import { BoxView } from "../../editors/box/view";
import { type Answer, type BoxField, missing, whole } from "../../editors/field";
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

const NONE: Boxes = [];
const BLANK: Answer = {};

export function AnnotateBoxes({ bench, name, field }: Props) {
  const { session, fields } = bench;
  const task = useStore(session.store, (state) => state.task);
  const trail = useStore(session.store, (state) => state.trail);
  const [desk] = useState(
    () => new BoxDesk({ field, boxes: NONE, media: null, before: NONE, change: () => undefined }),
  );
  const lease = task?.lease.lease;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task, not another answer, clears the hand
  useLayoutEffect(() => desk.fresh(), [desk, lease]);
  const form = useBoxForm({
    desk,
    name,
    field,
    fields,
    media: task?.picture ?? null,
    before: (trail.findLast((one) => one.answered)?.task.history.now.answer[name] ?? NONE) as Boxes,
    answer: task?.history.now.answer ?? BLANK,
    now: () => session.store.get().task?.history.now.answer ?? BLANK,
    change: (answer, mark) => session.work({ answer }, mark),
    task: lease ?? null,
    reveal: () => side.go("label"),
  });
  const active = useStore(desk.store, (state) => state.class);
  const selected = useStore(desk.store, (state) => state.selected);
  const classId = form.boxes.find((one) => one.id === selected)?.class ?? active;

  const submit = () => {
    const now = session.store.get().task;
    if (!now) return;
    const given = whole(fields, now.history.now.answer);
    const open = missing(fields, given)[0];
    if (open) return form.show(open);
    session.finish((done) => annotationOutcome(done, { answer: given }));
  };
  const guideAt = field.classes.find((one) => one.id === classId) ?? null;
  const side = useSide(bench, task, guideAt, selected, {
    name: "label",
    label: "Label",
    body: (
      <>
        <Returned task={task} />
        {form.panel}
      </>
    ),
  });
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
                boxes={form.boxes}
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
