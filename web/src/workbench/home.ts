import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../api/http";
import type { Answer } from "../editors/field";
import type { Part } from "./work";

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
  unread: boolean;
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

export const feedbackSeen = (annotation: number) => post<unknown>(`/work/feedback/${annotation}/seen`);
