import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./http";

export interface Job {
  id: number;
  kind?: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  done?: number | null;
  total?: number | null;
  error?: string | null;
  result?: unknown;
}

export const over = (job: Job): boolean => job.state === "done" || job.state === "failed" || job.state === "cancelled";

/** A job, asked for again until it has ended. */
export const jobQuery = (id: number | null) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: ({ signal }) => get<Job>(`/jobs/${id}`, {}, signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && over(state.data) ? false : 500),
  });

export const cancelJob = (id: number) => post<unknown>(`/jobs/${id}/cancel`);

/** The job's number, whichever way an answer names it. */
export const jobId = (answer: { job?: number | Job; id?: number }): number | null =>
  typeof answer.job === "object" ? answer.job.id : (answer.job ?? answer.id ?? null);
