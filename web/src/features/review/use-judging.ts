import { useEffect, useState } from "react";
import { type Answer, type Missing, missing, whole } from "../../editors/field";
import { type Difference, equalTo, type Source, sources, spots, taken } from "../../workbench/compare";
import type { Task, Verdict, Work } from "../../workbench/task";
import type { Bench } from "../../workbench/use-bench";
import { usePace } from "./use-pace";
import { verdictFor } from "./verdict";

const BLANK: Work = { answer: {} };

interface Asked {
  bench: Bench;
  task: Task | null;
  /** Goes to the editor. */
  correct: () => void;
  /** Goes to what a correction leaves open. */
  show: (open: Missing) => void;
}

export interface Judging {
  work: Work;
  all: readonly Source[];
  list: readonly Difference[];
  agree: ReturnType<typeof spots>["agree"];
  at: number;
  filling: boolean;
  put: (change: Partial<Work>, mark?: string | null) => void;
  putAnswer: (answer: Answer, mark?: string | null) => void;
  go: (at: number) => void;
  step: (by: number) => void;
  judge: (verdict: Verdict) => void;
  take: (source: number) => void;
  reason: (code: string) => void;
  submit: () => void;
}

/** A review in progress: what there is to look at, and what comes of looking. */
export function useJudging({ bench, task, correct, show }: Asked): Judging {
  const { session, fields } = bench;
  const [at, go] = useState(0);
  const work = task?.history.now ?? BLANK;
  const lease = task?.lease;
  const all = lease ? sources(lease, work.answer) : [];
  const { list, agree } = lease ? spots(fields, all) : { list: [], agree: [] };
  const here = Math.min(at, Math.max(list.length - 1, 0));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task begins at its first difference
  useEffect(() => go(0), [lease?.lease]);

  const put = (change: Partial<Work>, mark: string | null = null) => {
    const now = session.store.get().task?.history.now;
    if (now) session.work({ ...now, ...change }, mark);
  };
  const send = (verdict: Verdict) => {
    const now = session.store.get().task;
    if (!now) return;
    const body = verdictFor(now, verdict, equalTo(sources(now.lease, now.history.now.answer)));
    if (typeof body === "string") return session.say({ kind: "info", text: body });
    const answer = whole(fields, now.history.now.answer);
    const corrects = body.verdict === "correct";
    const open = corrects ? missing(fields, answer)[0] : undefined;
    if (open) return show(open);
    session.finish((done) => ({
      path: `/work/leases/${done.lease.lease}/submit`,
      body: { ...body, ...(corrects ? { answer } : {}), active_ms: Math.round(done.activity.activeMs) },
    }));
  };
  const pace = usePace(lease?.lease, () => send("accept"));
  return {
    work,
    all,
    list,
    agree,
    at: here,
    filling: pace.filling,
    put,
    putAnswer: (answer, mark = null) => put({ answer, verdict: "correct" }, mark),
    go,
    step: (by) => go(list.length === 0 ? 0 : (here + by + list.length) % list.length),
    judge: (verdict) => {
      if (verdict === "accept") return pace.accept();
      if (verdict === "correct") correct();
      put({ verdict });
    },
    take: (source) => {
      const difference = list[here];
      const from = all[source];
      if (!difference || !from || !lease || difference.kind === "object") return;
      const settled = { ...work.settled, [difference.key]: from.key };
      const answer = taken(work.answer, all, difference, source);
      put({ answer, settled, verdict: equalTo(sources(lease, answer)) === null ? "correct" : "accept" });
      const next = list.findIndex((one, index) => index > here && settled[one.key] === undefined);
      if (next >= 0) go(next);
    },
    reason: (code) => {
      const reasons = work.reasons ?? [];
      put({ reasons: reasons.includes(code) ? reasons.filter((one) => one !== code) : [...reasons, code] });
    },
    submit: () => {
      if (work.verdict === "accept") pace.accept();
      else if (work.verdict) send(work.verdict);
      else session.say({ kind: "info", text: "No verdict yet: A accepts, C corrects, R returns." });
    },
  };
}
