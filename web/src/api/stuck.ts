import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./http";

export interface Stuck {
  task: number;
  item: number;
  item_key: string;
  stage: string;
  state: string;
  code: string;
  text: string;
  have: number;
  wanted: number;
  skips?: { reason: string; comment?: string | null }[];
}

export type Act = "settle" | "lift" | "give" | "drop";

export const stuckQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "stuck"],
    queryFn: async ({ signal }) => (await get<{ tasks: Stuck[] }>(`/projects/${slug}/stuck`, {}, signal)).tasks,
  });

export const endStuck = (slug: string, act: Act, tasks: number[], person?: number) =>
  post<{ done?: number }>(`/projects/${slug}/stuck`, { act, tasks, person });

export const setPhase = (slug: string, stage: string, phase: "open" | "paused", reason?: string) =>
  post<unknown>(`/projects/${slug}/stages/${stage}/phase`, { phase, reason });
