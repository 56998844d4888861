import { queryOptions } from "@tanstack/react-query";
import { get, post, put } from "./http";
import type { Role } from "./session";

export interface Attention {
  kind: string;
  text: string;
  href?: string | null;
}

export interface Project {
  slug: string;
  name: string;
  state: "draft" | "running" | "archived";
  media: "image" | "text" | null;
  items: number;
  accepted: number;
  waiting: number;
  stuck: number;
  attention: Attention[];
  roles: Role[];
}

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: async ({ signal }) => (await get<{ projects: Project[] }>("/projects", {}, signal)).projects,
});

/** One project of the list; its roles are known before anything else of it. */
export const projectQuery = (slug: string) =>
  queryOptions({
    ...projectsQuery,
    select: (projects: Project[]) => projects.find((project) => project.slug === slug),
  });

export interface Stage {
  key: string;
  kind: "annotate" | "review" | "adjudicate";
  name: string;
  team: string | null;
  phase: "open" | "paused" | "closed";
  waiting: number;
  leased: number;
  parked: number;
  stranded: { n: number; cause: string; code?: string }[];
  done: number;
  oldest_waiting_at: string | null;
  in_day: number;
  out_day: number;
  overlap?: unknown;
  policy?: string;
}

export interface Home {
  project: Project;
  items: { held: number; active: number; accepted: number; dropped: number; total: number };
  stages: Stage[];
  attention: Attention[];
  accepted_by_hour: { at: string; n: number }[];
  people_today: { id: number; name: string; answers: number; active_ms: number }[];
  pilot: null | { stage: string; items: number; complete: number; open?: boolean };
  /** The first steps of a demo, where the server offers them. */
  checklist?: { text: string; done: boolean; href?: string | null }[] | null;
}

export const homeQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "home"],
    queryFn: ({ signal }) => get<Home>(`/projects/${slug}/home`, {}, signal),
  });

export interface Definition {
  document: string;
  sha256: string;
  version: number;
  schema: Record<string, FieldDocument>;
  stages: { key: string; kind: string; name: string; needs: string[]; gate: string | null; pilot: boolean }[];
  teams: Record<string, { kind: string; name?: string }>;
}

export interface ClassDocument {
  id: string;
  name?: string;
  key?: string;
  color?: string;
  help?: string;
  guide?: string;
}

export interface FieldDocument {
  type: string;
  part?: string;
  name?: string;
  required?: boolean;
  help?: string;
  classes?: ClassDocument[];
  levels?: { value: number; name: string; description?: string }[];
  attributes?: Record<string, FieldDocument>;
  [other: string]: unknown;
}

export const definitionQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "definition"],
    queryFn: ({ signal }) => get<Definition>(`/projects/${slug}/definition`, {}, signal),
  });

export const versionsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "definition", "versions"],
    queryFn: async () =>
      (await get<{ versions: { version: number; at: string; by: string }[] }>(`/projects/${slug}/definition/versions`))
        .versions,
  });

export interface Checked {
  ok: boolean;
  problems: { place: string; message: string; hint?: string | null; line?: number | null; column?: number | null }[];
  warnings: { place: string; message: string; hint?: string | null; line?: number | null }[];
  changes: string[];
}

export const validate = (document: string, project?: string) =>
  post<Checked>("/definitions/validate", { document, project });
export const createProject = (document: string) => post<Project>("/projects", { document });
export const saveDefinition = (slug: string, document: string, base_sha256?: string) =>
  put<{ version: number; changes: string[] }>(`/projects/${slug}/definition`, { document, base_sha256 });
export const startProject = (slug: string) => post<{ job: number }>(`/projects/${slug}/start`);
export const archiveProject = (slug: string) => post<unknown>(`/projects/${slug}/archive`);
