import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./http";

export interface Stuck {
  task: number;
  item: number;
  key?: string;
  stage: string;
  state: "parked" | "stranded";
  cause: string;
  code: string;
  text: string;
  skips: { reason: string; comment?: string | null }[];
}

export type Act = "settle" | "lift" | "give" | "drop";

export const stuckQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "stuck"],
    queryFn: async ({ signal }) => {
      const answer = await get<Stuck[] | { stuck: Stuck[] }>(`/projects/${slug}/stuck`, {}, signal);
      return Array.isArray(answer) ? answer : answer.stuck;
    },
  });

export const endStuck = (slug: string, act: Act, tasks: number[], person?: number) =>
  post<{ done?: number }>(`/projects/${slug}/stuck`, { act, tasks, person });

export const setPhase = (slug: string, stage: string, phase: "open" | "paused" | "closed", reason?: string) =>
  post<unknown>(`/projects/${slug}/stages/${stage}/phase`, { phase, reason });
