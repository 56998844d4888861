import { useEffect, useRef, useState } from "react";
import { Caps, useCommands } from "../../commands/keyboard";
import { boxActions } from "../../editors/box/actions";
import { BoxDesk } from "../../editors/box/desk";
import type { Boxes } from "../../editors/box/model";
import { BoxPanel } from "../../editors/box/panel";
import { type Answer, type BoxField, type BoxObject, missing } from "../../editors/field";
import { useStore } from "../../editors/store";
import { equalTo, sources, spots, taken } from "../../workbench/compare";
import { Act, Foot, SkipReasons } from "../../workbench/Foot";
import { reviewReasons } from "../../workbench/reasons";
import { Shell } from "../../workbench/Shell";
import { Stage } from "../../workbench/Stage";
import { skipOutcome, type Task, type Verdict, type Work } from "../../workbench/task";
import type { Bench } from "../../workbench/use-bench";
import { useSide } from "../../workbench/use-side";
import { useTaskCommands } from "../../workbench/use-task-commands";
import { reviewCommands } from "./actions";
import { Queue } from "./Queue";
import { Shown } from "./Shown";
import { usePace } from "./use-pace";
import { VerdictPanel } from "./VerdictPanel";
import { verdictFor } from "./verdict";

const NONE: readonly BoxObject[] = [];
const BLANK: Work = { answer: {} };

/** The reviewer's bench: differences one by one, a verdict by key, and the words that go back to the annotator. */
export function Review({ bench }: { bench: Bench }) {
  const { session, fields } = bench;
  const task = useStore(session.store, (state) => state.task);
  const work = task?.history.now ?? BLANK;
  const drawn = Object.entries(fields).find(([, field]) => field.type === "box") as [string, BoxField] | undefined;
  const [at, setAt] = useState(0);
  const [hide, setHide] = useState(false);
  const [only, setOnly] = useState<number | null>(null);
  const [correcting, setCorrecting] = useState(false);
  const [desk] = useState(() =>
    drawn ? new BoxDesk({ field: drawn[1], boxes: NONE, media: null, before: NONE, change: () => undefined }) : null,
  );
  const reasonsHere = reviewReasons(drawn !== undefined);
  const words = useRef<HTMLTextAreaElement>(null);
  const lease = task?.lease;
  const all = lease ? sources(lease, work.answer) : [];
  const { list, agree } = lease ? spots(fields, all) : { list: [], agree: [] };
  const here = Math.min(at, Math.max(list.length - 1, 0));

  const put = (change: Partial<Work>, mark: string | null = null) => {
    const now = session.store.get().task?.history.now;
    if (now) session.work({ ...now, ...change }, mark);
  };
  const putAnswer = (answer: Answer, mark: string | null = null) => put({ answer, verdict: "correct" }, mark);
  const boxes = ((drawn && work.answer[drawn[0]]) ?? NONE) as Boxes;
  if (desk && drawn) {
    desk.work = {
      field: drawn[1],
      boxes,
      media: task?.picture ?? null,
      before: NONE,
      change: (next, mark = null) =>
        putAnswer({ ...(session.store.get().task?.history.now.answer ?? {}), [drawn[0]]: next }, mark),
    };
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task begins at its first difference
  useEffect(() => {
    setAt(0);
    setCorrecting(false);
    desk?.fresh();
  }, [lease?.lease, desk]);

  const send = (verdict: Verdict) => {
    const now = session.store.get().task;
    if (!now) return;
    const body = verdictFor(now, verdict, equalTo(sources(now.lease, now.history.now.answer)));
    if (typeof body === "string") return session.say({ kind: "info", text: body });
    const open = verdict === "correct" ? missing(fields, now.history.now.answer) : [];
    if (open[0]?.object && desk) {
      setCorrecting(true);
      return desk.select(open[0].object);
    }
    session.finish((done) => ({
      path: `/work/leases/${done.lease.lease}/submit`,
      body: { ...body, active_ms: Math.round(done.activity.activeMs) },
    }));
  };
  const pace = usePace(lease?.lease, () => send("accept"));
  const judge = (verdict: Verdict) => {
    if (verdict === "accept") return pace.accept();
    if (verdict === "correct") setCorrecting(true);
    put({ verdict });
  };
  const take = (source: number) => {
    const difference = list[here];
    const from = all[source];
    if (!difference || !from || !task || difference.kind === "object") return;
    const settled = { ...work.settled, [difference.key]: from.key };
    const answer = taken(work.answer, all, difference, source);
    put({ answer, settled, verdict: equalTo(sources(task.lease, answer)) === null ? "correct" : "accept" });
    const next = list.findIndex((one, index) => index > here && settled[one.key] === undefined);
    if (next >= 0) setAt(next);
  };
  const reason = (code: string) => {
    const reasons = work.reasons ?? [];
    put({ reasons: reasons.includes(code) ? reasons.filter((one) => one !== code) : [...reasons, code] });
  };
  const step = (by: number) => setAt(list.length === 0 ? 0 : (here + by + list.length) % list.length);
  const side = useSide(bench, task, null, null, {
    name: "verdict",
    label: correcting && drawn ? "Label" : "Verdict",
    body: !lease ? null : correcting && drawn && desk ? (
      <BoxPanel desk={desk} field={drawn[1]} boxes={boxes} />
    ) : (
      <VerdictPanel
        lease={lease}
        work={work}
        all={all}
        list={list}
        at={here}
        filling={pace.filling}
        words={words}
        choices={reasonsHere}
        drawn={drawn !== undefined}
        go={setAt}
        judge={judge}
        reason={reason}
        comment={(comment) => put({ comment }, "words")}
        to={(to) => put({ to })}
      />
    ),
  });
  useCommands(
    task && !correcting
      ? reviewCommands({
          judge,
          take,
          count: drawn ? all.length : all.length - 1,
          reasons: reasonsHere,
          reason,
          step,
          write: () => words.current?.focus(),
          flip: () => put({ to: work.to === "another" ? "author" : "another" }),
          hide: () => setHide(!hide),
          returning: () => work.verdict === "return",
          flicker: (down) => setOnly(down ? (only === 0 ? 1 : 0) : null),
        })
      : [],
  );
  useCommands(task && correcting && desk && drawn ? boxActions(desk, drawn[1]) : []);
  useCommands([
    {
      name: "review.leave",
      label: "Back to the verdict",
      scope: "everywhere",
      group: "Verdict",
      keys: ["Escape"],
      when: () => correcting,
      perform: () => setCorrecting(false),
    },
  ]);
  const submit = () =>
    work.verdict === "accept"
      ? pace.accept()
      : work.verdict
        ? send(work.verdict)
        : session.say({ kind: "info", text: "No verdict yet: A accepts, C corrects, R returns." });
  const commands = useTaskCommands(session, {
    submit,
    submitLabel: "Submit the verdict",
    guide: () => side.go("guide"),
    flag: side.ask,
  });
  const open = list.filter((one) => one.kind === "difference" && work.settled?.[one.key] === undefined).length;
  const shown = (now: Task) => (
    <Shown
      task={now}
      fields={fields}
      all={all}
      list={list}
      agree={agree}
      at={here}
      settled={work.settled ?? {}}
      hide={hide}
      only={only}
      go={setAt}
      take={take}
      correcting={correcting}
      desk={desk}
      change={putAnswer}
    />
  );
  return (
    <Shell
      session={session}
      layout="queue"
      project={bench.project}
      stage={bench.stage}
      size={null}
      about={correcting ? "Boxes, review" : "Review"}
      left={<Queue bench={bench} />}
      side={side.panel}
      foot={
        <Foot session={session} noun="reviews">
          {commands.skipping ? (
            <SkipReasons pick={commands.skip} leave={commands.stay} />
          ) : (
            <>
              {open > 0 && (
                <span className="small muted num">
                  {open === 1 ? "1 difference still open" : `${open} differences still open`}
                </span>
              )}
              <Act glyph="flag" keys="KeyF" label="Flag" disabled={!task} press={side.ask} />
              <Act glyph="skip" keys="KeyS" label="Skip" disabled={!task} press={commands.startSkip} />
            </>
          )}
          <button type="button" className="btn primary submit wide" disabled={!task} onClick={submit}>
            {work.verdict ? `Submit ${work.verdict === "correct" ? "correction" : work.verdict}` : "Submit"}
            <Caps keys="Enter" />
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
