import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./http";
import type { components } from "./schema";

export type Stuck = components["schemas"]["Stuck"];

export type Act = "settle" | "lift" | "give" | "drop";

export const stuckQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "stuck"],
    queryFn: async ({ signal }) =>
      (await get<components["schemas"]["StuckTasks"]>(`/projects/${slug}/stuck`, {}, signal)).tasks,
  });

export const endStuck = (slug: string, act: Act, tasks: number[], person?: number) =>
  post<components["schemas"]["Ended"]>(`/projects/${slug}/stuck`, { act, tasks, person });

export const setPhase = (slug: string, stage: string, phase: "open" | "paused", reason?: string) =>
  post<unknown>(`/projects/${slug}/stages/${stage}/phase`, { phase, reason });
