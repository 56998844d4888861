import { queryOptions } from "@tanstack/react-query";
import { get, patch, post } from "./http";
import type { Role } from "./session";

export interface Held {
  role: Role;
  scope: "org" | "team" | "project";
  scope_id: number;
  scope_name: string;
}

export interface Person {
  id: number;
  name: string;
  email: string;
  /** Whether a password was chosen yet. */
  joined: boolean;
  disabled: boolean;
  roles: Held[];
}

export interface Member extends Person {
  answers: number;
  today: number;
  median_ms: number | null;
  active_ms: number;
  reviewed: number;
  returned: number;
  last_at: string | null;
}

export interface Team {
  key: string;
  name: string;
  kind: "own" | "vendor";
  people: Member[];
}

export const peopleQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "people"],
    queryFn: ({ signal }) => get<{ teams: Team[] }>(`/projects/${slug}/people`, {}, signal),
  });

export const everybodyQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => (await get<{ people: Person[] }>("/people", {}, signal)).people,
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) =>
    (await get<{ teams: { key: string; name: string; kind: "own" | "vendor"; size: number }[] }>("/teams", {}, signal))
      .teams,
});

export interface Invitation {
  name: string;
  email: string;
  team?: string;
  role: Role;
  project?: string;
}

export const invite = (body: Invitation) => post<{ person: Person; link: string | null }>("/people", body);
export const changePerson = (id: number, body: { name?: string; disabled?: boolean }) =>
  patch<Person>(`/people/${id}`, body);
export const leaveTeam = (id: number, team: string) => post<unknown>(`/people/${id}/leave`, { team });

export interface Batch {
  id: number;
  name: string;
  stage: string;
  people: { id: number; name: string }[];
  /** Tasks that are still to be done. */
  left: number;
}

export const batchesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "batches"],
    queryFn: async ({ signal }) => (await get<{ batches: Batch[] }>(`/projects/${slug}/batches`, {}, signal)).batches,
  });

export const splitAmong = (slug: string, stage: string, people: number[]) =>
  post<{ count: number }>(`/projects/${slug}/batches`, { stage, people });
export const takeBack = (slug: string, batch: number) =>
  post<{ count: number }>(`/projects/${slug}/batches/${batch}/take-back`);

/** The roles somebody holds, as words: "annotator, reviewer". */
export const roleWords = (roles: Held[]): string =>
  [...new Set(roles.map(({ role }) => role.replaceAll("_", " ")))].join(", ");
export const freshLink = (id: number) => post<{ purpose: string; link: string }>(`/people/${id}/link`);
export const makeTeam = (key: string, name: string, kind: "own" | "vendor") =>
  post<unknown>("/teams", { key, name, kind });
