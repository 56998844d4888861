import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../api/http";
import type { Journal, Outgoing } from "./journal";
import { Session } from "./session";
import type { Opening } from "./sitting";
import { annotationOutcome, type KeptTask, skipOutcome } from "./task";
import type { Lease, WorkApi } from "./work";

const lease = (id: number): Lease => ({
  lease: id,
  ref: `r${id}`,
  stage: { key: "annotate", kind: "annotate" },
  project: "tickets",
  item: { parts: { text: { media_type: "text/plain", text: `text ${id}` } }, fields: {} },
  schema_version: 1,
  guideline_version: 1,
});

class Disk implements Journal {
  kept = new Map<number, KeptTask>();
  out: Outgoing[] = [];
  keep = async (task: KeptTask) => void this.kept.set(task.lease.lease, task);
  open = async () => [...this.kept.values()].reverse();
  forget = async (id: number) => void this.kept.delete(id);
  queue = async (out: Outgoing) => {
    this.out.push(out);
    this.kept.delete(out.task.lease.lease);
  };
  outgoing = async () => [...this.out];
  sent = async (id: string) => {
    this.out = this.out.filter((one) => one.id !== id);
  };
}

const offline = () => new Problem(0, "offline", "No connection", "");
let now = 0;
let last = 0;
const uuid = () => {
  last += 1;
  return `key-${last}`;
};

function server() {
  let next = 0;
  const state = { left: 10, online: true, taken: [] as string[], refuse: false, released: [] as number[] };
  const guard = () => {
    if (!state.online) throw offline();
  };
  const api: WorkApi = {
    next: vi.fn(async (_project, _stage, count) => {
      guard();
      const leases: Lease[] = [];
      while (leases.length < count && state.left > 0) {
        state.left -= 1;
        next += 1;
        leases.push(lease(next));
      }
      return leases.length < count ? { leases, empty: { reason: "done" as const, retry_ms: 60_000 } } : { leases };
    }),
    resume: vi.fn(async () => []),
    open: vi.fn(async () => {
      guard();
      return { expires_at: "2026-01-01T00:30:00Z" };
    }),
    draft: vi.fn(async () => guard()),
    heartbeat: vi.fn(async (ids) => ({
      leases: ids.map((id: number) => ({ lease: id, expires_at: "2026-01-01T00:40:00Z" })),
    })),
    send: vi.fn(async (outcome, key) => {
      guard();
      if (state.refuse)
        throw new Problem(422, "invalid_answer", "Not valid", "", "", [{ place: "topic", message: "missing" }]);
      state.taken.push(`${outcome.path} ${key}`);
      return {
        annotation: 100 + state.taken.length,
        standing: "counted" as const,
        undo_until: new Date(now + 10_000).toISOString(),
      };
    }),
    draftOf: vi.fn(async () => {
      if (state.refuse) throw new Problem(409, "locked", "Locked", "What came after has begun.");
      return { ...lease(55), draft: { answer: { topic: "old" }, unsure: true } };
    }),
    undo: vi.fn(async () => ({ ...lease(77), draft: { answer: { topic: "old" } } })),
    comments: vi.fn(async () => ({ comments: [] })),
    comment: vi.fn(async () => undefined),
    releaseOnLeave: (id: number): void => void state.released.push(id),
  };
  return { api, state };
}

function sit(api: WorkApi, journal: Journal, opening?: Opening) {
  const deps = { api, journal, loadPicture: vi.fn(), now: () => now, uuid, afterPaint: (run: () => void) => run() };
  return new Session(deps, { project: "tickets", stage: "annotate", person: 1, opening });
}
const settle = () => vi.advanceTimersByTimeAsync(10);
const current = (session: Session) => session.store.get().task?.lease.lease;

beforeEach(() => {
  vi.useFakeTimers();
  now = Date.parse("2026-01-01T00:00:00Z");
  last = 0;
});
afterEach(() => vi.useRealTimers());

describe("session", () => {
  it("holds the open task and three that are ready", async () => {
    const session = sit(server().api, new Disk());
    await session.start();
    await settle();
    expect([current(session), session.store.get().ready]).toEqual([1, 3]);
  });
  it("shows the next task in the same turn as the submit, whatever the line does", async () => {
    const { api, state } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    state.online = false;
    session.finish(annotationOutcome);
    expect(current(session)).toBe(2);
    session.finish(annotationOutcome);
    await settle();
    expect(session.store.get()).toMatchObject({ pending: 2, offlineSince: now });
    state.online = true;
    session.wake();
    await settle();
    expect(session.store.get()).toMatchObject({ pending: 0, offlineSince: null });
    expect(state.taken).toEqual(["/work/leases/1/submit key-1", "/work/leases/2/submit key-2"]);
  });
  it("delivers what a crashed page left behind, under the same key, and shows the open task as it was", async () => {
    const { api, state } = server();
    const disk = new Disk();
    const before = sit(api, disk);
    await before.start();
    await settle();
    state.online = false;
    before.finish(annotationOutcome);
    before.work({ answer: { topic: "billing" } });
    await vi.advanceTimersByTimeAsync(100);
    state.online = true;
    const after = sit(api, disk);
    await after.start();
    await settle();
    expect(state.taken).toContain("/work/leases/1/submit key-1");
    expect(after.store.get().task?.history.now.answer).toEqual({ topic: "billing" });
    after.undo();
    expect(after.store.get().task?.history.now.answer).toEqual({});
  });
  it("lets go of a task that was done in another tab, and goes on", async () => {
    const { api } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    const submitted = new Problem(409, "conflict", "Conflict", "This task is submitted already.");
    const gone = new Problem(404, "not_found", "Not Found", "You have no lease 2.");
    for (const [problem, next] of [
      [submitted, 2],
      [gone, 3],
    ] as const) {
      vi.mocked(api.send).mockRejectedValueOnce(problem);
      session.finish(annotationOutcome);
      await settle();
      expect(current(session)).toBe(next);
      expect(session.store.get()).toMatchObject({ trail: [], doneHere: 0, pending: 0, notice: { kind: "info" } });
    }
    vi.mocked(api.send).mockRejectedValueOnce(submitted);
    session.finish((task) => skipOutcome(task, "other", ""), false);
    await settle();
    expect([current(session), session.store.get().notice?.text]).toEqual([4, expect.stringContaining("another tab")]);
  });
  it("ends what it says of a refusal with one full stop", async () => {
    const { api } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    vi.mocked(api.send).mockRejectedValueOnce(new Problem(422, "invalid", "Not valid", "There is no answer."));
    session.finish(annotationOutcome);
    await settle();
    expect(session.store.get().notice?.text).toBe(
      "This answer was not taken: There is no answer. It is here as you left it.",
    );
  });
  it("brings a refused answer back with its undo stack and says why", async () => {
    const { api, state } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    session.work({ answer: { topic: "a" } });
    session.work({ answer: { topic: "b" } });
    state.refuse = true;
    session.finish(annotationOutcome);
    await settle();
    expect(current(session)).toBe(1);
    expect(session.store.get().notice?.text).toContain("topic: missing");
    session.undo();
    expect(session.store.get().task?.history.now.answer).toEqual({ topic: "a" });
  });
  it("takes an unsent answer back without asking the server, and undoes a sent one within the grace", async () => {
    const { api, state } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    state.online = false;
    session.finish(annotationOutcome);
    await settle();
    await session.back();
    expect([current(session), session.store.get().pending]).toEqual([1, 0]);
    state.online = true;
    session.finish(annotationOutcome);
    await settle();
    await session.back();
    expect(current(session)).toBe(77);
    expect(api.undo).toHaveBeenCalledTimes(1);
  });
  it("revises after the grace", async () => {
    const { api, state } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    session.finish(annotationOutcome);
    await settle();
    now += 60_000;
    await session.back();
    expect(session.store.get().task?.revises).toBe(101);
    session.finish(annotationOutcome);
    await settle();
    expect(state.taken.at(-1)).toBe("/annotations/101/revise key-2");
  });
  it("begins with the task that was asked for, before what was in the middle of being done", async () => {
    const { api } = server();
    const disk = new Disk();
    const before = sit(api, disk);
    await before.start();
    await settle();
    before.work({ answer: { topic: "half" } });
    await vi.advanceTimersByTimeAsync(100);
    vi.mocked(api.next).mockResolvedValueOnce({ leases: [8, 9].map((id) => ({ ...lease(id), round: 2 })) });
    const after = sit(api, disk, { ref: "r8" });
    await after.start();
    await settle();
    expect(current(after)).toBe(8);
    after.finish(annotationOutcome);
    after.finish(annotationOutcome);
    expect(after.store.get().task?.history.now.answer).toEqual({ topic: "half" });
  });
  it("begins with an answer of one's own to change, or leaves it as it was", async () => {
    const { api, state } = server();
    const session = sit(api, new Disk(), { annotation: 40 });
    await session.start();
    await settle();
    expect(session.store.get().task).toMatchObject({
      revises: 40,
      unsure: true,
      history: { now: { answer: { topic: "old" } } },
    });
    expect(api.open).not.toHaveBeenCalledWith(55);
    session.setAside();
    expect(current(session)).toBe(1);
    expect(state.taken).toEqual([]);
  });
  it("says so where an answer cannot be changed any more, before it is opened and after", async () => {
    const { api, state } = server();
    const session = sit(api, new Disk(), { annotation: 40 });
    await session.start();
    await settle();
    vi.mocked(api.send).mockRejectedValueOnce(new Problem(409, "locked", "Locked", ""));
    session.finish(annotationOutcome);
    await settle();
    expect([current(session), session.store.get().notice?.text]).toEqual([1, expect.stringContaining("too late")]);
    state.refuse = true;
    const late = sit(api, new Disk(), { annotation: 40 });
    await late.start();
    await settle();
    expect([current(late), late.store.get().notice?.text]).toEqual([5, expect.stringContaining("cannot be changed")]);
  });
  it("keeps a draft on this computer within 100 ms and on the server soon after", async () => {
    const { api } = server();
    const disk = new Disk();
    const session = sit(api, disk);
    await session.start();
    await settle();
    session.work({ answer: { topic: "x" } });
    await vi.advanceTimersByTimeAsync(90);
    expect(disk.kept.get(1)?.history.now.answer).toEqual({ topic: "x" });
    expect(session.store.get().saving).toBe(true);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(api.draft).toHaveBeenCalledWith(1, { answer: { topic: "x" }, unsure: false });
    expect(session.store.get().saving).toBe(false);
  });
  it("gives back what was only fetched ahead when the page goes away", async () => {
    const { api, state } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    session.leave();
    expect(state.released).toEqual([2, 3, 4]);
    expect(current(session)).toBe(1);
  });
  it("says why there is nothing and asks again by itself", async () => {
    const { api, state } = server();
    state.left = 1;
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    session.finish(annotationOutcome);
    await settle();
    expect(session.store.get()).toMatchObject({ phase: "empty", empty: { reason: "done" } });
    state.left = 1;
    await vi.advanceTimersByTimeAsync(61_000);
    expect(session.store.get().phase).toBe("working");
  });
  it("renews the open lease only where somebody was at work", async () => {
    const { api } = server();
    const session = sit(api, new Disk());
    await session.start();
    await settle();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(api.heartbeat).toHaveBeenLastCalledWith([2, 3, 4]);
    session.touch();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(api.heartbeat).toHaveBeenLastCalledWith([2, 3, 4, 1]);
  });
});
