import { useEffect } from "react";
import type { BoxDesk } from "../../editors/box/desk";
import { useBoxForm } from "../../editors/box/form";
import type { Answer, BoxField, Missing } from "../../editors/field";
import type { Task } from "../../workbench/task";
import type { Bench } from "../../workbench/use-bench";

interface Props {
  bench: Bench;
  desk: BoxDesk;
  name: string;
  field: BoxField;
  task: Task | null;
  /** What a correction that was to be sent leaves open. */
  open: Missing | null;
  change: (answer: Answer, mark: string | null) => void;
}

const NOTHING = () => undefined;

/** The annotator's panel, in which a reviewer puts right what is wrong: boxes, and the questions beside them. */
export function Correction({ bench, desk, name, field, task, open, change }: Props) {
  const { session, fields } = bench;
  const form = useBoxForm({
    desk,
    name,
    field,
    fields,
    media: task?.picture ?? null,
    before: [],
    answer: task?.history.now.answer ?? {},
    now: () => session.store.get().task?.history.now.answer ?? {},
    change,
    task: task?.lease.lease ?? null,
    reveal: NOTHING,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown once, when it was found
  useEffect(() => {
    if (open) form.show(open);
  }, [open]);
  return form.panel;
}
