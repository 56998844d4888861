import { queryOptions } from "@tanstack/react-query";
import { get, patch, post } from "./http";
import type { Role } from "./session";

export interface Member {
  id: number;
  name: string;
  email: string;
  roles: Role[];
  disabled: boolean;
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

export interface Person {
  id: number;
  name: string;
  email: string;
  disabled?: boolean;
  roles?: { role: Role; scope: string; scope_id?: number | null; scope_name?: string | null }[];
}

export const everybodyQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => (await get<{ people: Person[] }>("/people", {}, signal)).people,
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) =>
    (await get<{ teams: { id: number; key: string; name: string; kind: string }[] }>("/teams", {}, signal)).teams,
});

export interface Invitation {
  name: string;
  email: string;
  team?: string;
  role: Role;
  project?: string;
}

export const invite = (body: Invitation) => post<{ person: Person; link: string }>("/people", body);
export const changePerson = (id: number, body: { name?: string; disabled?: boolean }) =>
  patch<Person>(`/people/${id}`, body);
export const leaveTeam = (id: number, team: string) => post<unknown>(`/people/${id}/leave`, { team });

export interface Batch {
  id: number;
  name: string;
  stage: string;
  people: { id: number; name: string }[];
  tasks: number;
  done: number;
}

export const batchesQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "batches"],
    queryFn: async ({ signal }) => {
      const answer = await get<Batch[] | { batches: Batch[] }>(`/projects/${slug}/batches`, {}, signal);
      return Array.isArray(answer) ? answer : answer.batches;
    },
  });

export const splitAmong = (slug: string, stage: string, people: number[]) =>
  post<unknown>(`/projects/${slug}/batches`, { stage, split: { people } });
export const takeBack = (batch: number, person?: number) => post<unknown>(`/batches/${batch}/take-back`, { person });
