import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./http";
import type { components } from "./schema";

export type Job = components["schemas"]["Job"];

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
