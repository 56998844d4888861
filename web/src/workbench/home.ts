import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../api/http";
import type { Answer } from "../editors/field";
import type { Part } from "./work";

/** What `GET /work/home` tells a person about their own work. */
export interface Queue {
  project: string;
  project_name?: string;
  stage: string;
  kind: "annotate" | "review" | "adjudicate";
  waiting: number;
  mine?: number;
  returned?: number;
}
export interface Feedback {
  annotation: number;
  at: string;
  verdict: "accept" | "correct" | "return" | "drop";
  reasons: readonly string[];
  comment: string;
  answer_before: Answer | null;
  answer_after: Answer | null;
  part?: (Part & { name?: string }) | null;
  crop_url?: string | null;
  crop?: readonly [number, number, number, number] | null;
  ref: string;
  project: string;
  stage?: string;
  unread: boolean;
}
export interface Today {
  count: number;
  median_ms: number | null;
  active_ms: number;
  by_quarter: readonly { at: string; active_ms: number }[];
}
export interface WorkHome {
  returned: readonly (Queue & { ref?: string })[];
  queues: readonly Queue[];
  feedback: readonly Feedback[];
  today: Today;
}

export const workHomeQuery = queryOptions({
  queryKey: ["work", "home"],
  queryFn: ({ signal }) => get<WorkHome>("/work/home", {}, signal),
  staleTime: 30_000,
});

export const feedbackSeen = (annotation: number) => post<unknown>(`/work/feedback/${annotation}/seen`);
