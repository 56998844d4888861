/** What a sitting at a stage is made of. */
import type { Problem } from "../api/http";
import type { Task } from "./task";
import type { Empty } from "./work";

/** A task that was done in this sitting; with it one can go back. */
export interface Done {
  task: Task;
  out: string;
  annotation: number | null;
  undoUntil: number | null;
  /** Skips are on the trail but nobody goes back to them. */
  answered: boolean;
}
export interface Notice {
  kind: "info" | "warn" | "bad";
  text: string;
}
export interface SessionState {
  phase: "starting" | "working" | "empty" | "failed";
  task: Task | null;
  ready: number;
  loading: { loaded: number; total: number } | null;
  empty: Empty | null;
  failure: Problem | null;
  saving: boolean;
  savedAt: number | null;
  offlineSince: number | null;
  pending: number;
  signedOut: boolean;
  trail: readonly Done[];
  notice: Notice | null;
  /** Until when the open task is ours, ms. */
  expiresAt: number | null;
  leaseGone: boolean;
  doneHere: number;
}

/** What a sitting begins with when somebody asked for it: a task that came back, or an answer of one's own to change. */
export type Opening = { ref: string } | { annotation: number };

export interface Place {
  project: string;
  stage?: string;
  person: number;
  opening?: Opening;
}

export const BEGUN: SessionState = {
  phase: "starting", task: null, ready: 0, loading: null, empty: null, failure: null, saving: false, savedAt: null,
  offlineSince: null, pending: 0, signedOut: false, trail: [], notice: null, expiresAt: null, leaseGone: false, doneHere: 0,
}; // biome-ignore format: one glance
