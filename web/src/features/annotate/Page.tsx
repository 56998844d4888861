import { memo, type ReactNode, useMemo, useState } from "react";
import { Caps } from "../../design/parts";
import { FieldForm } from "../../editors/FieldForm";
import { type Answer, type ClassDef, type Field, missing, whole } from "../../editors/field";
import { isOneKey } from "../../editors/registry";
import { useStore } from "../../editors/store";
import { Plate } from "../../workbench/Plate";
import { Shell } from "../../workbench/Shell";
import { Stage } from "../../workbench/Stage";
import type { Done } from "../../workbench/sitting";
import { summary } from "../../workbench/summary";
import { annotationOutcome, mainPart, skipOutcome, type Task } from "../../workbench/task";
import type { Bench } from "../../workbench/use-bench";
import { useSide } from "../../workbench/use-side";
import { useTaskCommands } from "../../workbench/use-task-commands";
import { AnnotateFoot } from "./AnnotateFoot";
import { Returned } from "./Returned";

/** One text (or picture) to read and questions about it below: one key is an answer, Enter submits. */
export function AnnotatePage({ bench }: { bench: Bench }) {
  const { session } = bench;
  const task = useStore(session.store, (state) => state.task);
  const trail = useStore(session.store, (state) => state.trail);
  const fields = useMemo(() => Object.entries(bench.fields), [bench.fields]);
  const only = fields.length === 1 && fields[0] && isOneKey(fields[0][1]);
  const [auto, setAuto] = useAutoSubmit(bench);
  const [hint, setHint] = useState<string | null>(null);
  const answer = task?.history.now.answer ?? {};

  const submit = () => {
    const now = session.store.get().task;
    if (!now) return;
    const given = whole(bench.fields, now.history.now.answer);
    const open = missing(bench.fields, given);
    if (open[0]) return setHint(open[0].message);
    setHint(null);
    session.finish((done) => annotationOutcome(done, { answer: given }));
  };
  const change = (next: Answer, mark: string | null) => {
    setHint(null);
    session.work({ answer: next }, mark);
    if (auto && only && Object.keys(next).length > 0) submit();
  };
  const at = chosenClass(fields, answer);
  const side = useSide(bench, task, at, null, null, [
    { name: "answers", label: "My answers", body: <Trail bench={bench} trail={trail} /> },
  ]);
  const commands = useTaskCommands(session, {
    submit,
    submitLabel: "Submit, next task",
    cannotJudge: () => session.finish((done) => annotationOutcome(done, { cannot_judge: true })),
    unsure: () => session.setUnsure(!session.store.get().task?.unsure),
    guide: () => side.go("guide"),
    flag: side.ask,
  });
  return (
    <Shell
      session={session}
      layout="plain"
      project={bench.project}
      stage={bench.stage}
      size={task?.picture ? `${task.picture.width} × ${task.picture.height}` : null}
      side={side.panel}
      foot={<AnnotateFoot session={session} noun="items" commands={commands} submit={submit} flag={side.ask} />}
    >
      <Stage
        session={session}
        label="Item"
        paper
        report={() => session.finish((done) => skipOutcome(done, "bad_media", done.trouble?.message ?? ""), false)}
      >
        {(shown) => (
          <div className="read" data-stage tabIndex={-1}>
            <Before bench={bench} trail={trail} />
            <Plate lease={shown.lease} picture={shown.picture} />
            <section className="answers" aria-label="Answer">
              <Returned task={shown} />
              <FieldForm fields={fields} answer={answer} change={change} task={shown.lease.lease} />
              <Sure task={shown} set={(unsure) => session.setUnsure(unsure)}>
                {hint && <span className="small warn-ink">still open: {hint}</span>}
                {only && (
                  <button
                    type="button"
                    role="switch"
                    aria-checked={auto}
                    className="flip end small muted"
                    onClick={() => setAuto(!auto)}
                  >
                    <i className={auto ? "sw-t on" : "sw-t"} />A category key also submits
                  </button>
                )}
              </Sure>
            </section>
          </div>
        )}
      </Stage>
    </Shell>
  );
}

/** The class that was chosen, so that the guide opens there. */
function chosenClass(fields: readonly (readonly [string, Field])[], answer: Answer): ClassDef | null {
  for (const [name, field] of fields) {
    const value = answer[name];
    if (field.type === "choice" && value !== undefined) return field.classes.find((one) => one.id === value) ?? null;
  }
  return null;
}

function useAutoSubmit(bench: Bench): [boolean, (on: boolean) => void] {
  const key = `labelwright.auto-submit.${bench.me.person.id}`;
  const [on, setOn] = useState(() => localStorage.getItem(key) === "yes");
  return [
    on,
    (next) => {
      localStorage.setItem(key, next ? "yes" : "no");
      setOn(next);
    },
  ];
}

/** The last two answers, so that a slip of the finger is seen; Backspace goes back to it. */
const Before = memo(function Before({ bench, trail }: { bench: Bench; trail: readonly Done[] }) {
  const last = trail.filter((one) => one.answered).slice(-2);
  return (
    <div className="trail">
      {last.length > 0 && (
        <>
          <span className="fixed">Before</span>
          {last.map((one) => (
            <span className="one" key={one.out}>
              <b>{summary(bench.fields, one.task.history.now.answer)}</b>
              <span>{mainPart(one.task.lease)?.[1].text ?? one.task.lease.ref}</span>
            </span>
          ))}
          <button type="button" className="end go-back" onClick={() => void bench.session.back()}>
            Go back
            <Caps keys="backspace" />
          </button>
        </>
      )}
    </div>
  );
});

function Sure({ task, set, children }: { task: Task; set: (unsure: boolean) => void; children: ReactNode }) {
  return (
    <div className="bar">
      <span className="small muted">How sure</span>
      <span className="seg" role="radiogroup" aria-label="How sure">
        {[false, true].map((unsure) => (
          <button
            type="button"
            role="radio"
            key={String(unsure)}
            aria-checked={task.unsure === unsure}
            className={task.unsure === unsure ? "on" : undefined}
            onClick={() => set(unsure)}
          >
            {unsure ? "unsure" : "sure"}
            {unsure && <Caps keys="u" />}
          </button>
        ))}
      </span>
      {children}
    </div>
  );
}

/** What was answered in this sitting, newest first. */
const Trail = memo(function Trail({ bench, trail }: { bench: Bench; trail: readonly Done[] }) {
  return (
    <div className="scroll thread">
      {[...trail].reverse().map((one) => (
        <article key={one.out}>
          <small className="muted mono">{one.task.lease.ref}</small>
          <p>
            <b>{one.answered ? summary(bench.fields, one.task.history.now.answer) || "cannot judge" : "skipped"}</b>
          </p>
          <p className="cut muted">{mainPart(one.task.lease)?.[1].text}</p>
        </article>
      ))}
      {trail.length === 0 && (
        <p className="muted small">Your answers of this sitting stand here; Backspace goes back to the last one.</p>
      )}
    </div>
  );
});
