import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { OwnKeys, useCommands } from "../../design/commands";
import { Caps } from "../../design/parts";
import { BoxDesk } from "../../editors/box/desk";
import type { BoxField, Missing } from "../../editors/field";
import { ownKeys } from "../../editors/keys";
import { useStore } from "../../editors/store";
import { Act, Foot, SkipReasons } from "../../workbench/Foot";
import { reviewReasons } from "../../workbench/reasons";
import { Shell } from "../../workbench/Shell";
import { Stage } from "../../workbench/Stage";
import { isReady, skipOutcome, type Task } from "../../workbench/task";
import type { Bench } from "../../workbench/use-bench";
import { useSide } from "../../workbench/use-side";
import { useTaskCommands } from "../../workbench/use-task-commands";
import { reviewCommands } from "./actions";
import { Correction } from "./Correction";
import { Queue } from "./Queue";
import { Shown } from "./Shown";
import { useJudging } from "./use-judging";
import { VerdictPanel } from "./VerdictPanel";

const NONE: ReadonlySet<string> = new Set();

interface Props {
  bench: Bench;
  /** The answer is being corrected: the keys are the editor's. */
  correcting: boolean;
  correct: (on: boolean) => void;
}

/** The reviewer's bench. The definition's keys hold while an answer is corrected; a verdict has keys of its own. */
export function Review({ bench }: { bench: Bench }) {
  const [correcting, correct] = useState(false);
  const keys = useMemo(() => ownKeys(bench.fields), [bench.fields]);
  return (
    <OwnKeys keys={correcting ? keys : NONE}>
      <Judge bench={bench} correcting={correcting} correct={correct} />
    </OwnKeys>
  );
}

/** Differences one by one, a verdict by key, and the words that go back to the annotator. */
function Judge({ bench, correcting, correct }: Props) {
  const { session, fields } = bench;
  const task = useStore(session.store, (state) => state.task);
  const drawn = Object.entries(fields).find((one): one is [string, BoxField] => one[1].type === "box");
  const [hide, setHide] = useState(false);
  const [only, setOnly] = useState<number | null>(null);
  const [open, setOpen] = useState<Missing | null>(null);
  const [desk] = useState(() =>
    drawn ? new BoxDesk({ field: drawn[1], boxes: [], media: null, before: [], change: () => undefined }) : null,
  );
  const reasonsHere = reviewReasons(drawn !== undefined);
  const words = useRef<HTMLTextAreaElement>(null);
  const lease = task?.lease;
  const judging = useJudging({
    bench,
    task,
    correct: () => correct(true),
    show: (missing) => {
      correct(true);
      setOpen(missing);
    },
  });
  const { work, all, list } = judging;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task begins with a look
  useLayoutEffect(() => {
    correct(false);
    desk?.fresh();
  }, [lease?.lease, desk]);

  const side = useSide(bench, task, null, null, {
    name: "verdict",
    label: correcting && drawn ? "Label" : "Verdict",
    body: !lease ? null : correcting && drawn && desk ? (
      <Correction
        bench={bench}
        desk={desk}
        name={drawn[0]}
        field={drawn[1]}
        task={task}
        open={open}
        change={judging.putAnswer}
      />
    ) : (
      <VerdictPanel
        lease={lease}
        work={work}
        all={all}
        list={list}
        at={judging.at}
        filling={judging.filling}
        words={words}
        choices={reasonsHere}
        drawn={drawn !== undefined}
        go={judging.go}
        judge={judging.judge}
        reason={judging.reason}
        comment={(comment) => judging.put({ comment }, "words")}
        to={(to) => judging.put({ to })}
      />
    ),
  });
  useCommands(
    task && !correcting
      ? reviewCommands({
          judge: judging.judge,
          take: judging.take,
          count: drawn ? all.length : all.length - 1,
          reasons: reasonsHere,
          reason: judging.reason,
          step: judging.step,
          write: () => words.current?.focus(),
          flip: () => judging.put({ to: work.to === "another" ? "author" : "another" }),
          hide: () => setHide(!hide),
          returning: () => work.verdict === "return",
          flicker: (down) => setOnly(down ? (only === 0 ? 1 : 0) : null),
        })
      : [],
  );
  useCommands([
    {
      name: "review.leave",
      label: "Back to the verdict",
      group: "Verdict",
      keys: "escape",
      when: () => correcting,
      perform: () => correct(false),
    },
  ]);
  const commands = useTaskCommands(session, {
    submit: judging.submit,
    submitLabel: "Submit the verdict",
    guide: () => side.go("guide"),
    flag: side.ask,
  });
  const unsettled = list.filter((one) => one.kind === "difference" && work.settled?.[one.key] === undefined).length;
  const shown = (now: Task) => (
    <Shown
      task={now}
      fields={fields}
      all={all}
      list={list}
      agree={judging.agree}
      at={judging.at}
      settled={work.settled ?? {}}
      hide={hide}
      only={only}
      go={judging.go}
      take={judging.take}
      correcting={correcting}
      desk={desk}
      change={judging.putAnswer}
    />
  );
  return (
    <Shell
      session={session}
      layout="queue"
      project={bench.project}
      stage={bench.stage}
      size={null}
      left={<Queue bench={bench} />}
      side={side.panel}
      foot={
        <Foot session={session} noun="reviews">
          {commands.skipping ? (
            <SkipReasons pick={commands.skip} leave={commands.stay} />
          ) : (
            <>
              {unsettled > 0 && (
                <span className="small muted num">
                  {unsettled === 1 ? "1 difference still open" : `${unsettled} differences still open`}
                </span>
              )}
              <Act icon="flag" keys="f" label="Flag" disabled={!task} press={side.ask} />
              <Act icon="skip" keys="s" label="Skip" disabled={!task} press={commands.startSkip} />
            </>
          )}
          <button
            type="button"
            className="btn primary submit wide"
            disabled={!task || !isReady(task)}
            onClick={judging.submit}
          >
            {work.verdict ? `Submit ${work.verdict === "correct" ? "correction" : work.verdict}` : "Submit"}
            <Caps keys="enter" />
          </button>
        </Foot>
      }
    >
      <Stage
        session={session}
        label="What changed"
        paper={!drawn}
        report={() => session.finish((done) => skipOutcome(done, "bad_media", done.trouble?.message ?? ""), false)}
      >
        {shown}
      </Stage>
    </Shell>
  );
}
