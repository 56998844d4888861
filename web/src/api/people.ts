import { queryOptions } from "@tanstack/react-query";
import { get, patch, post } from "./http";
import type { components } from "./schema";
import type { Role } from "./session";

type Made = components["schemas"];

/** A role held somewhere. */
export type Held = Made["Role"];
export type Person = Made["Somebody"];
export type Member = Made["Fare"];
export type Team = Made["TeamOfPeople"];

export const peopleQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "people"],
    queryFn: ({ signal }) => get<Made["ProjectPeople"]>(`/projects/${slug}/people`, {}, signal),
  });

export const everybodyQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => (await get<Made["Everybody"]>("/people", {}, signal)).people,
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) => (await get<Made["Teams"]>("/teams", {}, signal)).teams,
});

export interface Invitation {
  name: string;
  email: string;
  team?: string;
  role: Role;
  project?: string;
}

export const invite = (body: Invitation) => post<Made["Invited"]>("/people", body);
export const changePerson = (id: number, body: { name?: string; disabled?: boolean }) =>
  patch<Person>(`/people/${id}`, body);
export const leaveTeam = (id: number, team: string) => post<unknown>(`/people/${id}/leave`, { team });

/** The roles somebody holds, as words: "annotator, reviewer". */
export const roleWords = (roles: Held[]): string =>
  [...new Set(roles.map(({ role }) => role.replaceAll("_", " ")))].join(", ");
export const freshLink = (id: number) => post<Made["NewLink"]>(`/people/${id}/link`);
export const makeTeam = (key: string, name: string, kind: "own" | "vendor") =>
  post<unknown>("/teams", { key, name, kind });
