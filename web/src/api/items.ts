import { queryOptions } from "@tanstack/react-query";
import { get, type Query } from "./http";
import type { components } from "./schema";

type Made = components["schemas"];

export type Item = Made["Item"];
export type Page = Made["ItemPage"];
export type ItemDetail = Made["ItemDetail"];

export const itemsPage = (slug: string, query: Query, signal?: AbortSignal) =>
  get<Page>(`/projects/${slug}/items`, query, signal);

export const itemQuery = (slug: string, id: number) =>
  queryOptions({
    queryKey: ["project", slug, "item", id],
    queryFn: ({ signal }) => get<ItemDetail>(`/items/${id}`, {}, signal),
  });

/** One item to show what an annotator sees. */
export const sampleQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "sample"],
    queryFn: async ({ signal }) => (await itemsPage(slug, { limit: 1 }, signal)).items[0] ?? null,
  });
