import { queryOptions } from "@tanstack/react-query";
import { get, post, put } from "./http";
import type { components } from "./schema";
import type { Role } from "./session";

type Made = components["schemas"];

export type Project = Omit<Made["Project"], "roles"> & { roles: Role[] };

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

export type Stage = Made["Stage"];

export type Home = Omit<Made["Home"], "project"> & { project: Project };

export const homeQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "home"],
    queryFn: ({ signal }) => get<Home>(`/projects/${slug}/home`, {}, signal),
  });

export type Definition = Omit<Made["Definition"], "schema"> & { schema: Record<string, FieldDocument> };

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
    queryFn: async () => (await get<Made["Versions"]>(`/projects/${slug}/definition/versions`)).versions,
  });

export type Checked = Made["Checked"];

export const validate = (document: string, project?: string) =>
  post<Checked>("/definitions/validate", { document, project });
export const createProject = (document: string) => post<Project>("/projects", { document });
export const saveDefinition = (slug: string, document: string, base_sha256?: string) =>
  put<Made["Applied"]>(`/projects/${slug}/definition`, { document, base_sha256 });
export const startProject = (slug: string) => post<{ job: number }>(`/projects/${slug}/start`);
export const archiveProject = (slug: string) => post<unknown>(`/projects/${slug}/archive`);
