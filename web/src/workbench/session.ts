/**
 * A sitting at one stage: hands out the next task at once because three are ready, sends what was done in the
 * background, and keeps every change on this computer until the server has it.
 */
import { Problem } from "../api/http";
import * as histories from "../editors/history";
import { Store } from "../editors/store";
import { NO_ACTIVITY, paused, touched } from "./activity";
import type { Journal, Outgoing } from "./journal";
import { type loadPicture, MediaMissing } from "./media";
import { Outbox, passing } from "./outbox";
import { BEGUN, type Done, type Notice, type Place, type SessionState } from "./sitting";
import { fresh, imageUrl, isReady, kept, restored, type Task, type Work } from "./task";
import { Timers } from "./timers";
import type { Lease, Outcome, Receipt, WorkApi } from "./work";

export const READY = 3;
const MOST = 4; // leases that may be asked for at once
const KEEP_MS = 80;
const DRAFT_MS = 2_000;
const BEAT_MS = 30_000;
export const NEAR_END_MS = 120_000;
const TRAIL = 10;

export interface Deps {
  api: WorkApi;
  journal: Journal;
  loadPicture: typeof loadPicture;
  now: () => number;
  uuid: () => string;
  /** Runs this once what was just changed is on screen. */
  afterPaint: (run: () => void) => void;
}

export class Session {
  readonly store = new Store<SessionState>(BEGUN);
  private queue: Task[] = [];
  private readonly outbox: Outbox;
  private filling = false;
  private stopped = false;
  private touchedSinceBeat = false;
  private lastBeat = 0;
  /** What a submit leaves to do, once the next task is on screen. */
  private due: (() => void)[] = [];
  private readonly timers = new Timers();

  constructor(
    private readonly deps: Deps,
    readonly place: Place,
  ) {
    this.outbox = new Outbox(deps.api, deps.journal, deps.now, {
      receipt: (out, receipt) => this.received(out, receipt),
      refused: (out, problem) => this.refused(out, problem),
      line: ({ offlineSince, pending }) =>
        this.store.set({
          offlineSince,
          pending,
          signedOut: offlineSince === null ? false : this.store.get().signedOut,
        }),
      signedOut: () => this.store.set({ signedOut: true }),
    });
  }

  /** Takes up the journal, then asks for work. */
  async start(): Promise<void> {
    const { project, stage, opening } = this.place;
    const open = await this.deps.journal.open().catch(() => []);
    const mine = open.filter((one) => one.lease.project === project && (!stage || one.lease.stage.key === stage));
    this.queue = mine
      .map(restored)
      .sort((a, b) => Number(b.history.past.length > 0) - Number(a.history.past.length > 0));
    for (const task of this.queue) void this.loadMedia(task.lease);
    // What somebody was in the middle of comes first; an untouched task may wait for one that came back.
    if (!opening && this.queue.some((task) => task.history.past.length > 0)) this.advance();
    await this.outbox.start().catch(() => undefined);
    const live = await this.deps.api.resume(project, stage).catch(() => []);
    for (const lease of live) this.take(lease);
    if (opening && "annotation" in opening) await this.reopen(opening.annotation);
    // One at least, however many are held: it may be one that came back; all that one may, where one is looked for.
    await this.fill(opening && "ref" in opening ? MOST : 1);
    if (!this.store.get().task && this.queue.length > 0) this.advance();
    this.beatLater();
  }

  /** An answer of one's own is put first, to be changed while that is still possible. */
  private async reopen(annotation: number): Promise<void> {
    try {
      const lease = { ...(await this.deps.api.draftOf(annotation)), project: this.place.project };
      this.queue = this.queue.filter((one) => one.lease.lease !== lease.lease);
      this.queue.unshift({ ...fresh(lease), revises: annotation, opened: true });
      void this.loadMedia(lease);
    } catch (error) {
      this.say({ kind: "info", text: `This answer cannot be changed. ${messageOf(error)}` });
    }
  }

  /** The task that was asked for comes first, else any that came back. */
  private bring(): void {
    const { opening } = this.place;
    if (!opening || !("ref" in opening)) return;
    const found =
      this.queue.find((one) => one.lease.ref === opening.ref) ?? this.queue.find((one) => (one.lease.round ?? 1) > 1);
    if (found) this.queue = [found, ...this.queue.filter((one) => one !== found)];
  }

  /** The page goes away: what was not opened is given back, the open task stays with its draft. */
  leave(): void {
    this.settle();
    this.flush();
    for (const task of this.queue) if (!task.opened) this.deps.api.releaseOnLeave(task.lease.lease);
    this.queue = this.queue.filter((task) => task.opened);
    this.count();
  }

  stop(): void {
    this.leave();
    this.stopped = true;
    this.outbox.stop();
    this.timers.stop();
  }

  /** The page is back, the connection is back, or somebody signed in again. */
  wake(): void {
    this.outbox.kick();
    void this.fill();
  }

  // ---- the open task -------------------------------------------------------------------------------------------

  work(next: Work, mark: string | null = null): void {
    this.edit((task) => ({ ...task, history: histories.push(task.history, next, mark) }));
  }
  undo(): void {
    this.edit((task) => ({ ...task, history: histories.undo(task.history) }));
  }
  redo(): void {
    this.edit((task) => ({ ...task, history: histories.redo(task.history) }));
  }
  setUnsure(unsure: boolean): void {
    this.edit((task) => ({ ...task, unsure }));
  }
  dismiss(): void {
    this.store.set({ notice: null });
  }
  say(notice: Notice): void {
    this.store.set({ notice });
  }

  private edit(change: (task: Task) => Task): void {
    const { task } = this.store.get();
    if (!task) return;
    const next = change(task);
    if (next.history === task.history && next.unsure === task.unsure) return;
    this.store.set({ task: next, saving: true });
    this.timers.later("keep", KEEP_MS, () => this.keep());
    this.timers.later("draft", DRAFT_MS, () => void this.draft());
  }

  /** An input event in the visible tab. */
  touch(): void {
    const { task } = this.store.get();
    if (!task || !isReady(task) || task.trouble) return;
    task.activity = touched(task.activity, this.deps.now());
    this.touchedSinceBeat = true;
    const near = task.expiresAt !== null && task.expiresAt - this.deps.now() < NEAR_END_MS;
    if (near && this.deps.now() - this.lastBeat > 5_000) void this.beat();
  }
  rest(): void {
    const { task } = this.store.get();
    if (task) task.activity = paused(task.activity, this.deps.now());
  }
  /** Nobody looks: no frame comes that anything could wait for. */
  hide(): void {
    this.rest();
    this.settle();
  }

  // ---- done with it --------------------------------------------------------------------------------------------

  /** Puts the outcome in the journal and shows the next task; the answer of the server is not waited for. */
  finish(outcome: (task: Task) => Outcome, answered = true): void {
    const { task, trail, doneHere } = this.store.get();
    if (!task) return;
    this.rest();
    this.timers.clear("keep", "draft");
    const out: Outgoing = {
      id: this.deps.uuid(),
      person: this.place.person,
      at: this.deps.now(),
      outcome: outcome(task),
      task: kept(task),
    };
    const done: Done = { task, out: out.id, annotation: task.revises, undoUntil: null, answered };
    const rest = trail.length >= TRAIL ? trail.slice(1 - TRAIL) : trail;
    this.store.set({ trail: [...rest, done], doneHere: doneHere + (answered ? 1 : 0), notice: null });
    this.outbox.add(out);
    this.advance();
    this.soon(() => {
      this.outbox
        .send(out)
        .catch(() =>
          this.say({ kind: "warn", text: "This browser keeps no journal: stay here until everything is sent." }),
        );
      void this.fill();
    });
  }

  /** The next task comes first: what else there is to do waits until it is on screen. */
  private soon(run: () => void): void {
    this.due.push(run);
    if (this.due.length === 1) this.deps.afterPaint(() => this.settle());
  }
  private settle(): void {
    const due = this.due;
    this.due = [];
    for (const run of due) run();
  }

  /** The open task needs no answer: a blocking flag set it aside, or an earlier answer stays as it was. The next one comes. */
  setAside(): void {
    const { task } = this.store.get();
    if (!task) return;
    this.timers.clear("keep", "draft");
    this.deps.journal.forget(task.lease.lease).catch(() => undefined);
    this.advance();
    void this.fill();
  }

  /** Back to the last task: taken back before it is sent, undone within the grace, revised afterwards. */
  async back(): Promise<void> {
    this.settle();
    const { trail } = this.store.get();
    const done = trail.findLast((one) => one.answered);
    if (!done) return this.say({ kind: "info", text: "There is no task before this one in this sitting." });
    this.store.set({ notice: null });
    if (this.outbox.takeBack(done.out)) return this.show(done, {});
    if (done.annotation === null)
      return this.say({ kind: "info", text: "Your last answer is on its way; press again in a moment." });
    const inGrace = done.undoUntil !== null && done.undoUntil > this.deps.now();
    if (!inGrace) return this.show(done, { revises: done.annotation });
    try {
      const lease = await this.deps.api.undo(done.annotation);
      this.show(done, {
        lease: { ...done.task.lease, ...lease },
        opened: true,
        expiresAt: time(lease.expires_at),
        revises: null,
      });
    } catch (error) {
      if (error instanceof Problem && error.status === 409) return this.show(done, { revises: done.annotation });
      this.say({ kind: "bad", text: messageOf(error) });
    }
  }

  private show(done: Done, change: Partial<Task>): void {
    this.stash();
    this.queue.unshift({ ...done.task, activity: { ...done.task.activity, last: null }, ...change });
    this.drop(done);
    this.advance();
  }

  /** It does not count as done in this sitting, and nobody goes back to it from the trail. */
  private drop(done: Done): void {
    const { trail, doneHere } = this.store.get();
    this.store.set({
      trail: trail.filter((one) => one !== done),
      doneHere: Math.max(0, doneHere - (done.answered ? 1 : 0)),
    });
  }

  private stash(): void {
    this.rest();
    this.flush();
    const { task } = this.store.get();
    if (task) this.queue.unshift(task);
  }

  private received(out: Outgoing, receipt: Receipt | undefined): void {
    const done = this.store.get().trail.find((one) => one.out === out.id);
    if (done && receipt) {
      done.annotation = receipt.annotation;
      done.undoUntil = time(receipt.undo_until);
    }
    this.store.set({ savedAt: this.deps.now() });
    if (receipt?.standing === "extra")
      this.say({
        kind: "info",
        text: "Your last answer came after the task was settled. It is kept as an extra; you need do nothing.",
      });
    void this.fill();
  }

  private refused(out: Outgoing, problem: Problem): void {
    const { trail } = this.store.get();
    const done = trail.find((one) => one.out === out.id) ?? {
      task: restored(out.task),
      out: out.id,
      annotation: null,
      undoUntil: null,
      answered: true,
    };
    if (out.task.revises !== null && problem.code === "locked") {
      this.say({ kind: "info", text: "Your change came too late: your earlier answer stands as it was." });
      return;
    }
    if (over(out, problem)) {
      this.drop(done);
      this.say({ kind: "info", text: "That task is over already, perhaps done in another tab. You need do nothing." });
      void this.fill();
      return;
    }
    const lines = problem.problems.map((one) => `${one.place}: ${one.message}`).join("; ");
    const why = (lines || problem.detail || problem.title).replace(/\.$/, "");
    this.show(done, { opened: true });
    this.say({ kind: "bad", text: `This answer was not taken: ${why}. It is here as you left it.` });
    const { task } = this.store.get();
    if (task && !task.picture) void this.loadMedia(task.lease);
  }

  // ---- the next tasks ------------------------------------------------------------------------------------------

  private advance(): void {
    const task = this.queue.shift() ?? null;
    const now = this.deps.now();
    if (!task) {
      const { empty } = this.store.get();
      const phase = empty ? "empty" : "starting";
      this.store.set({ task: null, ready: 0, phase, expiresAt: null, leaseGone: false, saving: false });
      return;
    }
    if (isReady(task) && !task.trouble) task.activity = { ...task.activity, last: now };
    const { expiresAt } = task;
    this.store.set({ task, phase: "working", expiresAt, leaseGone: false, loading: null, saving: false });
    this.count();
    this.soon(() => {
      if (!task.opened && task.revises === null) void this.open(task);
      this.deps.journal.keep(kept(task), now).catch(() => undefined);
    });
  }

  private async open(task: Task): Promise<void> {
    const { lease } = task.lease;
    for (const one of [task, this.store.get().task]) if (one?.lease.lease === lease) one.opened = true;
    try {
      const { expires_at } = await this.deps.api.open(lease);
      this.expires(lease, time(expires_at));
      this.outbox.reached(true);
    } catch (error) {
      if (passing(error)) this.outbox.reached(false);
      else if (this.store.get().task?.lease.lease === lease) this.store.set({ leaseGone: true });
    }
  }

  private async fill(least = 0): Promise<void> {
    if (this.filling || this.stopped) return;
    const need = Math.max(READY - this.queue.length + (this.store.get().task ? 0 : 1), least);
    if (need <= 0) return;
    this.filling = true;
    this.timers.clear("fill");
    try {
      const { leases, empty } = await this.deps.api.next(this.place.project, this.place.stage, Math.min(need, MOST));
      this.outbox.reached(true);
      for (const lease of leases) this.take(lease);
      this.store.set({ empty: empty ?? null, failure: null });
      if (!this.store.get().task) {
        this.bring();
        this.advance();
      }
      if (empty) this.timers.later("fill", Math.max(empty.retry_ms ?? 5_000, 500), () => void this.fill());
    } catch (error) {
      const final = !passing(error);
      if (!final) this.outbox.reached(false);
      if (error instanceof Problem && error.status === 401) this.store.set({ signedOut: true });
      if (!this.store.get().task && this.queue.length > 0) this.advance();
      if (!this.store.get().task && error instanceof Problem) this.store.set({ phase: "failed", failure: error });
      if (!final) this.timers.later("fill", 3_000, () => void this.fill());
    } finally {
      this.filling = false;
    }
  }

  private take(lease: Lease): void {
    const known = [this.store.get().task, ...this.queue].some((task) => task?.lease.lease === lease.lease);
    if (known) return;
    if ((lease.round ?? 1) > 1) this.queue.unshift(fresh(lease));
    else this.queue.push(fresh(lease));
    this.count();
    void this.loadMedia(lease);
  }

  /** Loads the picture of a task, again after a lost connection, and says what is wrong when there is none. */
  async loadMedia(lease: Lease): Promise<void> {
    const address = imageUrl(lease);
    if (!address) return;
    try {
      const picture = await this.deps.loadPicture(address, (loaded, total) => {
        if (this.store.get().task?.lease.lease === lease.lease) this.store.set({ loading: { loaded, total } });
      });
      this.patch(lease.lease, { picture, trouble: null });
    } catch (error) {
      if (error instanceof MediaMissing)
        this.patch(lease.lease, { trouble: { code: error.code, message: error.message } });
      else if (!this.stopped) this.timers.later(`media ${lease.lease}`, 2_000, () => void this.loadMedia(lease));
    }
  }

  retryMedia(): void {
    const { task } = this.store.get();
    if (!task) return;
    this.patch(task.lease.lease, { trouble: null });
    void this.loadMedia(task.lease);
  }

  private patch(lease: number, change: Partial<Task>): void {
    const { task } = this.store.get();
    if (task?.lease.lease === lease) {
      const shown =
        change.picture && task.activity.last === null
          ? { activity: { ...(task.activity ?? NO_ACTIVITY), last: this.deps.now() } }
          : {};
      this.store.set({ task: { ...task, ...change, ...shown } });
    } else {
      this.queue = this.queue.map((one) => (one.lease.lease === lease ? { ...one, ...change } : one));
      this.count();
    }
  }

  /** Until when a lease is ours. Nothing of its task is drawn anew for that. */
  private expires(lease: number, at: number | null): void {
    const { task } = this.store.get();
    for (const one of [task, ...this.queue]) if (one?.lease.lease === lease) one.expiresAt = at;
    if (task?.lease.lease === lease) this.store.set({ expiresAt: at });
  }

  private count(): void {
    const ready = this.queue.filter(isReady).length;
    if (ready !== this.store.get().ready) this.store.set({ ready });
  }

  /** What comes next, for the reviewer's queue of crops. */
  upcoming(): readonly Task[] {
    return this.queue;
  }

  // ---- keeping -------------------------------------------------------------------------------------------------

  private keep(): void {
    const { task } = this.store.get();
    if (task) this.deps.journal.keep(kept(task), this.deps.now()).catch(() => undefined);
  }

  private async draft(): Promise<void> {
    const { task } = this.store.get();
    if (!task || task.revises !== null) return this.store.set({ saving: false, savedAt: this.deps.now() });
    try {
      await this.deps.api.draft(task.lease.lease, { answer: task.history.now.answer, unsure: task.unsure });
      this.store.set({ saving: false, savedAt: this.deps.now() });
      this.outbox.reached(true);
    } catch (error) {
      // The journal on this computer has it; a lease that has passed on takes no drafts but still takes the answer.
      if (passing(error)) this.outbox.reached(false);
      else this.store.set({ saving: false });
    }
  }

  private flush(): void {
    if (!this.timers.waits("draft")) return;
    this.timers.clear("keep", "draft");
    this.keep();
    void this.draft();
  }

  private beatLater(): void {
    this.timers.later("beat", BEAT_MS, () => {
      void this.beat();
      this.beatLater();
    });
  }

  /** Renews the waiting leases because the tab lives, and the open one only where somebody was at work. */
  private async beat(): Promise<void> {
    const { task } = this.store.get();
    const leases = this.queue.filter((one) => one.revises === null).map((one) => one.lease.lease);
    if (task && task.revises === null && this.touchedSinceBeat) leases.push(task.lease.lease);
    this.touchedSinceBeat = false;
    this.lastBeat = this.deps.now();
    if (leases.length === 0) return;
    try {
      const answer = await this.deps.api.heartbeat(leases);
      this.outbox.reached(true);
      for (const one of answer.leases) {
        if (!one.gone) this.expires(one.lease, time(one.expires_at));
        else if (one.lease === task?.lease.lease) this.store.set({ leaseGone: true });
        else this.queue = this.queue.filter((other) => other.lease.lease !== one.lease || other.opened);
      }
      this.count();
      void this.fill();
    } catch (error) {
      if (passing(error)) this.outbox.reached(false);
    }
  }
}

/** Whether the server will never take anything for this task again: it was done elsewhere, or is gone. */
const over = (out: Outgoing, problem: Problem) =>
  out.task.revises === null && (problem.status === 404 || problem.code === "conflict");

const time = (iso: string | null | undefined) => (iso ? Date.parse(iso) : null);

export function messageOf(error: unknown): string {
  return error instanceof Problem ? error.detail || error.title : "This did not work.";
}
