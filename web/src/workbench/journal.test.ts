import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import { begin, push, undo } from "../editors/history";
import { journalOf, type Outgoing } from "./journal";
import type { KeptTask } from "./task";
import type { Lease } from "./work";

const lease = (id: number): Lease => ({
  lease: id,
  ref: `r${id}`,
  stage: { key: "annotate", kind: "annotate" },
  project: "p",
  item: { parts: {}, fields: {} },
  schema_version: 1,
  guideline_version: 1,
});
const task = (id: number): KeptTask => ({
  lease: lease(id),
  history: undo(push(begin({ answer: { topic: "a" } }), { answer: { topic: "b" } })),
  unsure: true,
  activeMs: 1234,
  revises: null,
});
const out = (id: string, person: number, at: number): Outgoing => ({
  id,
  person,
  at,
  outcome: { path: "/x", body: {} },
  task: task(at),
});

describe("journal", () => {
  it("gives the open task back with its undo stack", async () => {
    const journal = journalOf(1);
    await journal.keep(task(7), 10);
    await journal.keep(task(8), 20);
    const open = await journal.open();
    expect(open.map((one) => one.lease.lease)).toEqual([8, 7]);
    expect(open[0]?.history.future).toEqual([{ answer: { topic: "b" } }]);
    await journal.forget(7);
    expect(await journal.open()).toHaveLength(1);
  });
  it("moves a submitted task from the open ones to the outgoing ones, and lets it go with the receipt", async () => {
    const journal = journalOf(2);
    await journal.keep(task(5), 1);
    await journal.queue(out("first", 2, 5));
    expect(await journal.open()).toEqual([]);
    expect((await journal.outgoing()).map((one) => one.id)).toEqual(["first"]);
    await journal.sent("first");
    expect(await journal.outgoing()).toEqual([]);
  });
  it("keeps the order of submits and never shows one person another's", async () => {
    await journalOf(3).queue(out("b", 3, 2));
    await journalOf(3).queue(out("a", 3, 1));
    await journalOf(4).queue(out("c", 4, 0));
    expect((await journalOf(3).outgoing()).map((one) => one.id)).toEqual(["a", "b"]);
  });
});
