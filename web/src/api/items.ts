import { queryOptions } from "@tanstack/react-query";
import { get, type Query } from "./http";
import type { components } from "./schema";

type Made = components["schemas"];

export type Item = Made["Item"];
export type Page = Made["ItemPage"];
export type ItemDetail = Made["ItemDetail"];

export const itemsPage = (slug: string, query: Query, signal?: AbortSignal) =>
  get<Page>(`/projects/${slug}/items`, query, signal);

/** The first so many items that a filter leaves. */
export async function itemsUpTo(slug: string, filter: Query, most: number): Promise<Item[]> {
  const found: Item[] = [];
  for (let after: number | null = 0; after !== null && found.length < most; ) {
    const page: Page = await itemsPage(slug, { ...filter, after, limit: 500 });
    found.push(...page.items);
    after = page.next;
  }
  return found.slice(0, most);
}

export const itemQuery = (slug: string, id: number) =>
  queryOptions({
    queryKey: ["project", slug, "item", id],
    queryFn: ({ signal }) => get<ItemDetail>(`/items/${id}`, {}, signal),
  });

/** A few items to try the annotator's editor on. */
export const samplesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "samples"],
    queryFn: async ({ signal }) => (await itemsPage(slug, { limit: 20 }, signal)).items,
    staleTime: 300_000, // signed addresses change with every answer, and would load the picture anew
  });
