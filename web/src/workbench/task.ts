/** A task on the bench: its lease, the work done on it with undo, and what is known of its media. All values. */
import type { Answer, Picture } from "../editors/field";
import { begin, type History } from "../editors/history";
import { type Activity, NO_ACTIVITY } from "./activity";
import type { Lease, Outcome, Part } from "./work";

export type Verdict = "accept" | "correct" | "return" | "drop";

/** What a person has done so far. An annotator fills `answer`; a reviewer judges, and `answer` is the corrected one. */
export interface Work {
  answer: Answer;
  verdict?: Verdict | null;
  reasons?: readonly string[];
  comment?: string;
  to?: "author" | "another";
  /** Differences that were settled, and for whom. */
  settled?: Readonly<Record<string, string>>;
}

/** Enough of a task to show it again as it was, after a crash too. */
export interface KeptTask {
  lease: Lease;
  history: History<Work>;
  unsure: boolean;
  activeMs: number;
  /** The annotation this answer revises, when it is not a first answer. */
  revises: number | null;
}

export interface Trouble {
  code: string;
  message: string;
}

export interface Task {
  lease: Lease;
  history: History<Work>;
  unsure: boolean;
  activity: Activity;
  revises: number | null;
  picture: Picture | null;
  trouble: Trouble | null;
  /** When the lease ends, ms; null before it is opened. */
  expiresAt: number | null;
  opened: boolean;
}

export function kept(task: Task): KeptTask {
  const { lease, history, unsure, revises } = task;
  return { lease, history, unsure, revises, activeMs: task.activity.activeMs };
}

export function restored(from: KeptTask): Task {
  const { lease, history, unsure, revises, activeMs } = from;
  const activity = { ...NO_ACTIVITY, activeMs };
  return { lease, history, unsure, revises, activity, picture: null, trouble: null, expiresAt: null, opened: false };
}

export function fresh(lease: Lease): Task {
  return restored({
    lease,
    history: begin(firstWork(lease)),
    unsure: lease.draft?.unsure ?? false,
    activeMs: 0,
    revises: null,
  });
}

/** Where the work starts: a draft, else the answer that came back, else for a reviewer the answer that is judged. */
export function firstWork(lease: Lease): Work {
  const judged = lease.review?.answers.length === 1 ? lease.review.answers[0]?.answer : null;
  if (lease.review)
    return { answer: lease.draft?.answer ?? judged ?? {}, verdict: null, to: "author", reasons: [], comment: "" };
  return { answer: lease.draft?.answer ?? lease.previous?.answer ?? {} };
}

/** The part that is looked at, image before text. */
export function mainPart(lease: Lease): [string, Part] | null {
  const parts = Object.entries(lease.item.parts);
  return parts.find(([, part]) => part.media_type.startsWith("image/")) ?? parts[0] ?? null;
}

export function imageUrl(lease: Lease): string | null {
  const part = mainPart(lease)?.[1];
  return part?.media_type.startsWith("image/") ? (part.url ?? null) : null;
}

/** Whether everything of the task is here to be shown at once. */
export function isReady(task: Task): boolean {
  return task.trouble !== null || task.picture !== null || imageUrl(task.lease) === null;
}

/** What is sent for an annotator's task: the answer as it stands, another form of it, or that they cannot judge. */
export function annotationOutcome(task: Task, given?: { answer: Answer } | { cannot_judge: true }): Outcome {
  const common = { active_ms: Math.round(task.activity.activeMs), unsure: task.unsure };
  const body = given ?? { answer: task.history.now.answer };
  return task.revises !== null
    ? { path: `/annotations/${task.revises}/revise`, body: { ...body, ...common } }
    : { path: `/work/leases/${task.lease.lease}/submit`, body: { ...body, ...common } };
}

export function skipOutcome(task: Task, reason: string, comment: string): Outcome {
  return { path: `/work/leases/${task.lease.lease}/skip`, body: { reason, ...(comment ? { comment } : {}) } };
}
