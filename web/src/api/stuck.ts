import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./http";
import type { Stage } from "./projects";
import type { components } from "./schema";

export type Stuck = components["schemas"]["Stuck"];

/** How many tasks of a stage nobody can finish; `stranded` lists causes, those of parked tasks too. */
export const stuckAt = (stage: Stage): number =>
  stage.parked + stage.stranded.reduce((sum, { n, state }) => sum + (state === "parked" ? 0 : n), 0);

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
