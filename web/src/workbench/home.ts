import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../api/http";
import type { Answer } from "../editors/field";
import type { Part as Shown } from "./work";

export interface Part extends Shown {
  thumbnail_url: string | null;
}

/** What `GET /work/home` tells a person about their own work. */
export interface Queue {
  project: string;
  project_name: string;
  stage: string;
  kind: "annotate" | "review" | "adjudicate";
  phase: string;
  waiting: number;
  /** What is left of one's own batches; null where one has none. */
  own: number | null;
  /** Where one is in them. */
  batch: { done: number; size: number } | null;
}
export interface Returned {
  project: string;
  stage: string;
  ref: string;
  at: string | null;
  until: string | null;
  reasons: readonly string[];
  comment: string;
}
export interface Feedback {
  annotation: number;
  project: string;
  ref: string;
  at: string;
  verdict: "accept" | "correct" | "return" | "drop";
  reasons: readonly string[];
  comment: string;
  before: Answer | null;
  after: Answer | null;
  parts: Readonly<Record<string, Part>>;
  /** What annotator and reviewer wrote to each other about it. */
  said: readonly { text: string; at: string; mine: boolean }[];
  unread: boolean;
}
/** An answer of one's own that counts; `open` while it may still be changed. */
export interface RecentAnswer {
  annotation: number;
  project: string;
  stage: string;
  ref: string;
  at: string;
  answer: Answer | null;
  parts: Readonly<Record<string, Part>>;
  open: boolean;
}
export interface Today {
  count: number;
  median_ms: number | null;
  active_ms: number;
  by_quarter: readonly { at: string; active_ms: number; submits: number }[];
}
export interface WorkHome {
  returned: readonly Returned[];
  queues: readonly Queue[];
  feedback: readonly Feedback[];
  /** The last verdicts on one's answers, counted. */
  reviewed: Readonly<Partial<Record<Feedback["verdict"], number>>>;
  /** What annotators asked about verdicts of one's own. */
  questions: readonly Feedback[];
  today: Today;
}

/** Local midnight: what "today" means to the person. */
function midnight(): string {
  const start = new Date();
  start.setHours(0, 0, 0, 0);
  return start.toISOString();
}

export const workHomeQuery = queryOptions({
  queryKey: ["work", "home"],
  queryFn: ({ signal }) => get<WorkHome>("/work/home", { since: midnight() }, signal),
  staleTime: 30_000,
});

export const recentQuery = queryOptions({
  queryKey: ["work", "home", "recent"],
  queryFn: async ({ signal }) => (await get<{ recent: RecentAnswer[] }>("/work/recent", {}, signal)).recent,
});

export const feedbackSeen = (annotation: number) => post<unknown>(`/work/feedback/${annotation}/seen`);
export const say = (annotation: number, text: string) => post<unknown>(`/work/feedback/${annotation}/words`, { text });
