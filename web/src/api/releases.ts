import { queryOptions } from "@tanstack/react-query";
import { base, get, post } from "./http";

export interface Release {
  n: number;
  state: string;
  items: number;
  note: string | null;
  created_at: string;
  by: string | { name: string } | null;
  splits: Record<string, number> | null;
  manifest_sha256: string | null;
  schema_version?: number;
  guideline_version?: number;
}

export interface Releases {
  releases: Release[];
  next: { acceptable: number; since_last: { added: number; changed: number; removed: number } } | null;
}

export const releasesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "releases"],
    queryFn: ({ signal }) => get<Releases>(`/projects/${slug}/releases`, {}, signal),
  });

export const freeze = (slug: string, note: string, splits: Record<string, number>) =>
  post<{ job: number }>(`/projects/${slug}/releases`, { note, splits });

export const formats = [
  { key: "jsonl", name: "JSON Lines", text: "one label a line, with its history" },
  { key: "csv", name: "CSV", text: "a table for spreadsheets and pandas" },
  { key: "coco", name: "COCO", text: "boxes on images for detectors" },
] as const;

export type Format = (typeof formats)[number]["key"];

export interface Loss {
  what?: string;
  text?: string;
  message?: string;
  count?: number | null;
}

export interface Losses {
  format?: string;
  losses: (string | Loss)[];
  refused?: string | null;
}

export const lossesQuery = (slug: string, n: number, format: Format) =>
  queryOptions({
    queryKey: ["project", slug, "release", n, "losses", format],
    queryFn: ({ signal }) => get<Losses>(`/projects/${slug}/releases/${n}/losses`, { format }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const downloadUrl = (slug: string, n: number, format: Format): string =>
  `${base}/projects/${slug}/releases/${n}/download?format=${format}`;
export const manifestUrl = (slug: string, n: number): string => `${base}/projects/${slug}/releases/${n}/manifest`;
