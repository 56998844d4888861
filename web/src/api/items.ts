import { queryOptions } from "@tanstack/react-query";
import { get, type Query } from "./http";

export interface Part {
  media_type: string;
  url: string;
  thumbnail_url?: string | null;
  text?: string | null;
  width?: number | null;
  height?: number | null;
}

export type Answer = Record<string, unknown>;

export interface Item {
  id: number;
  key: string;
  ordinal: number;
  state: "held" | "active" | "accepted" | "doubtful" | "dropped";
  stage: string | null;
  round: number;
  fields: Record<string, unknown>;
  parts: Record<string, Part>;
  label?: { answer: Answer; method: string } | null;
}

export interface Page {
  items: Item[];
  next: number | string | null;
  total: number | string | null;
}

export interface Past {
  at: string;
  kind: string;
  person?: { id: number; name: string } | string | null;
  text?: string | null;
  [other: string]: unknown;
}

export interface AnswerOf {
  id: number;
  at: string;
  kind: string;
  person?: { id: number; name: string } | string | null;
  stage?: string;
  answer: Answer | null;
  standing: string;
  active_ms: number | null;
  unsure?: boolean;
}

export interface ItemDetail extends Item {
  history: Past[];
  annotations?: AnswerOf[];
  comments?: { at: string; person?: { name: string } | string | null; text: string }[];
}

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

export const nameOf = (person: { name: string } | string | null | undefined): string =>
  typeof person === "string" ? person : (person?.name ?? "");
