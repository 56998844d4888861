/**
 * The journal on this computer: the open task with its undo stack, and what was submitted but has no receipt yet.
 * Keyed by person, so that two people at one browser never send each other's work. It survives reload and crash.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { KeptTask } from "./task";
import type { Outcome } from "./work";

export interface Outgoing {
  /** The Idempotency-Key. */
  id: string;
  person: number;
  at: number;
  outcome: Outcome;
  task: KeptTask;
}
interface KeptOpen {
  person: number;
  lease: number;
  at: number;
  task: KeptTask;
}

interface Shape extends DBSchema {
  open: { key: [number, number]; value: KeptOpen };
  out: { key: string; value: Outgoing; indexes: { person: [number, number] } };
}

export interface Journal {
  keep(task: KeptTask, now: number): Promise<void>;
  /** The tasks that were open when the page went away, newest first. */
  open(): Promise<KeptTask[]>;
  forget(lease: number): Promise<void>;
  /** Puts an outcome in the journal and takes its task out of the open ones: one transaction. */
  queue(out: Outgoing): Promise<void>;
  outgoing(): Promise<Outgoing[]>;
  sent(id: string): Promise<void>;
}

let database: Promise<IDBPDatabase<Shape>> | null = null;

function connect(): Promise<IDBPDatabase<Shape>> {
  database ??= openDB<Shape>("labelwright-journal", 1, {
    upgrade(db) {
      db.createObjectStore("open", { keyPath: ["person", "lease"] });
      db.createObjectStore("out", { keyPath: "id" }).createIndex("person", ["person", "at"]);
    },
    terminated() {
      database = null;
    },
  });
  return database;
}

export function journalOf(person: number): Journal {
  return {
    async keep(task, now) {
      await (await connect()).put("open", { person, lease: task.lease.lease, at: now, task });
    },
    async open() {
      const range = IDBKeyRange.bound([person, 0], [person, Number.MAX_SAFE_INTEGER]);
      const rows = await (await connect()).getAll("open", range);
      return rows.sort((a, b) => b.at - a.at).map((row) => row.task);
    },
    async forget(lease) {
      await (await connect()).delete("open", [person, lease]);
    },
    async queue(out) {
      const tx = (await connect()).transaction(["open", "out"], "readwrite");
      await Promise.all([
        tx.objectStore("out").put(out),
        tx.objectStore("open").delete([person, out.task.lease.lease]),
        tx.done,
      ]);
    },
    async outgoing() {
      const range = IDBKeyRange.bound([person, 0], [person, Number.MAX_SAFE_INTEGER]);
      return (await connect()).getAllFromIndex("out", "person", range);
    },
    async sent(id) {
      await (await connect()).delete("out", id);
    },
  };
}
