import { queryOptions } from "@tanstack/react-query";
import { base, get, post } from "./http";
import type { components } from "./schema";

export type Release = components["schemas"]["Release"];
export type Releases = components["schemas"]["Releases"];

export const releasesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "releases"],
    queryFn: ({ signal }) => get<Releases>(`/projects/${slug}/releases`, {}, signal),
  });

export const freeze = (slug: string, note: string, splits: Record<string, number>) =>
  post<components["schemas"]["FreezeAsked"]>(`/projects/${slug}/releases`, { note, splits });

export const formats = [
  { key: "jsonl", name: "JSON Lines", text: "one label a line, with its history" },
  { key: "csv", name: "CSV", text: "a table for spreadsheets and pandas" },
  { key: "coco", name: "COCO", text: "boxes on images for detectors" },
] as const;

export type Format = (typeof formats)[number]["key"];

export type Loss = components["schemas"]["Loss"];

export const lossesQuery = (slug: string, n: number, format: Format) =>
  queryOptions({
    queryKey: ["project", slug, "release", n, "losses", format],
    queryFn: ({ signal }) =>
      get<components["schemas"]["Losses"]>(`/projects/${slug}/releases/${n}/losses`, { format }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const downloadUrl = (slug: string, n: number, format: Format): string =>
  `${base}/projects/${slug}/releases/${n}/download?format=${format}`;
export const manifestUrl = (slug: string, n: number): string => `${base}/projects/${slug}/releases/${n}/manifest`;
