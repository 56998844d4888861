import { queryOptions } from "@tanstack/react-query";
import { get, put } from "./http";
import type { components } from "./schema";

export type Guideline = components["schemas"]["Guideline"];

export const guidelineQuery = (slug: string, version?: number) =>
  queryOptions({
    queryKey: ["project", slug, "guideline", version ?? "latest"],
    queryFn: ({ signal }) => get<Guideline>(`/projects/${slug}/guideline`, { version }, signal),
  });

export const saveGuideline = (slug: string, document: string, note: string, base?: number) =>
  put<{ version: number }>(`/projects/${slug}/guideline`, { document, note, base });
