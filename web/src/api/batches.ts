import { queryOptions } from "@tanstack/react-query";
import { get, post } from "./http";
import type { components } from "./schema";

type Made = components["schemas"];

export type Batch = Made["Batch"];
export type Waiting = Made["WaitingAt"];

export const batchesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "batches"],
    queryFn: async ({ signal }) => (await get<Made["Batches"]>(`/projects/${slug}/batches`, {}, signal)).batches,
  });

/** Where chosen items wait, and what of them can be given to somebody. */
export const waitingQuery = (slug: string, items: number[]) =>
  queryOptions({
    queryKey: ["project", slug, "waiting", items],
    queryFn: async () => (await post<Made["WaitingItems"]>(`/projects/${slug}/batches/waiting`, { items })).stages,
    enabled: items.length > 0,
  });

/** One batch for each of the people: of all that is free at the stage, or of chosen items. */
export const split = (slug: string, body: { stage: string; people: number[]; items?: number[]; name?: string }) =>
  post<Made["Dealt"]>(`/projects/${slug}/batches`, body);

/** What is left of a batch becomes the work of these people and nobody else. */
export const giveBatch = (slug: string, batch: number, people: number[]) =>
  post<unknown>(`/projects/${slug}/batches/${batch}/people`, { people });

/** What is left of a batch is everybody's again. */
export const takeBack = (slug: string, batch: number) =>
  post<Made["Ended"]>(`/projects/${slug}/batches/${batch}/take-back`);

/** Moves items ahead of all others wherever they wait, or behind them. */
export const prioritise = (slug: string, items: number[], steps: number) =>
  post<Made["Ended"]>(`/projects/${slug}/priority`, { items, steps });
