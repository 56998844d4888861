import { queryOptions } from "@tanstack/react-query";
import { get, put } from "./http";

export interface GuidelineVersion {
  version: number;
  at: string;
  by: string | { name: string } | null;
  note: string | null;
}

export interface Guideline {
  version: number;
  document: string;
  sections?: { uid: string; heading: string; html: string }[];
  versions: GuidelineVersion[];
}

export const guidelineQuery = (slug: string, version?: number) =>
  queryOptions({
    queryKey: ["project", slug, "guideline", version ?? "latest"],
    queryFn: ({ signal }) => get<Guideline>(`/projects/${slug}/guideline`, { version }, signal),
  });

export const saveGuideline = (slug: string, document: string, note: string, base?: number) =>
  put<{ version: number }>(`/projects/${slug}/guideline`, { document, note, base });
