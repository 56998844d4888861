import { queryOptions } from "@tanstack/react-query";
import { get, keepCsrf, post, put, remove } from "./http";
import { may } from "./may";
import type { components } from "./schema";

export type Role =
  | "admin"
  | "manager"
  | "ml_engineer"
  | "reviewer"
  | "expert"
  | "annotator"
  | "vendor_lead"
  | "auditor";

export interface Preferences {
  theme?: "light" | "dark" | "system";
  rail?: "wide" | "compact";
  railDense?: "wide" | "compact";
  [other: string]: unknown;
}

export type Me = Omit<components["schemas"]["Me"], "roles" | "preferences"> & {
  roles: (Omit<components["schemas"]["Role"], "role"> & { role: Role })[];
  preferences: Preferences;
};

function kept(me: Me): Me {
  keepCsrf(me.csrf);
  return me;
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => kept(await get<Me>("/me", {}, signal)),
  staleTime: 60_000,
});

export const signIn = async (email: string, password: string) => kept(await post<Me>("/session", { email, password }));
export const signOut = () => remove<void>("/session");
export const savePreferences = (preferences: Preferences) => put<unknown>("/me/preferences", preferences);
export const changePassword = (current: string, fresh: string) =>
  post<unknown>("/me/password", { current, new: fresh });

export type Link = components["schemas"]["Link"];
export const linkQuery = (key: string) =>
  queryOptions({
    queryKey: ["link", key],
    queryFn: () => get<Link>(`/links/${encodeURIComponent(key)}`),
    retry: false,
  });
export const acceptLink = async (key: string, body: { name?: string; password: string }) =>
  kept(await post<Me>(`/links/${encodeURIComponent(key)}`, body));

export type Token = components["schemas"]["Token"];
export const tokensQuery = queryOptions({
  queryKey: ["me", "tokens"],
  queryFn: async () => (await get<{ tokens: Token[] }>("/me/tokens")).tokens,
});
export const makeToken = (name: string, days: number | null) =>
  post<components["schemas"]["FreshToken"]>("/me/tokens", { name, days });
export const revokeToken = (id: number) => remove<void>(`/me/tokens/${id}`);

/** Every role somebody holds anywhere. */
export const rolesOf = (me: Me): Role[] => me.roles.map(({ role }) => role);

/** Whether the managing screens are somebody's place; everybody else comes for their own work. */
export const manages = (me: Me): boolean => may(rolesOf(me), "definition.see");
