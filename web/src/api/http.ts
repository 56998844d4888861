/** The one way out of the browser: JSON over /api/v1, with the session's CSRF token and problem details as errors. */

export interface ProblemLine {
  place: string;
  message: string;
  hint?: string | null;
  line?: number | null;
  column?: number | null;
}

/** What the server refused, in its own words. `status` 0 means that the server was not reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly hint = "",
    readonly problems: ProblemLine[] = [],
  ) {
    super(detail || title);
    this.name = "Problem";
  }
}

export const base = "/api/v1";
const personKey = "labelwright.person";
let csrf = "";

/** The token that unsafe requests carry; `GET /me` gives it. */
export function keepCsrf(token: string): void {
  csrf = token;
}

/** The colleague this tab acts as; the server honours it in the demo only. */
export function actingPerson(): string | null {
  return sessionStorage.getItem(personKey);
}

export function actAs(person: number | null): void {
  if (person === null) sessionStorage.removeItem(personKey);
  else sessionStorage.setItem(personKey, String(person));
}

/** Headers for requests that do not go through `request`, such as uploads with progress. */
export function headers(unsafe: boolean): Record<string, string> {
  const person = actingPerson();
  return {
    accept: "application/json",
    ...(unsafe && csrf ? { "x-csrf-token": csrf } : {}),
    ...(person ? { "x-labelwright-person": person } : {}),
  };
}

/** The problem in a refused answer, whatever its shape. */
export function problemFrom(status: number, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Problem>;
    return new Problem(
      status,
      body.code ?? `http_${status}`,
      body.title ?? "Refused",
      body.detail ?? "",
      body.hint ?? "",
      body.problems ?? [],
    );
  } catch {
    return new Problem(status, `http_${status}`, "The server failed", `It answered ${status} without a reason.`);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** A path with its query; empty values are left out. */
export function url(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return base + path + (text ? `?${text}` : "");
}

interface Options {
  query?: Query;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export async function request<T>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const unsafe = method !== "GET";
  const sent = { ...headers(unsafe), ...options.headers };
  if (body !== undefined) sent["content-type"] ??= "application/json";
  let answer: Response;
  try {
    answer = await fetch(url(path, options.query), {
      method,
      headers: sent,
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, "offline", "No connection", "The server cannot be reached.", "It is tried again by itself.");
  }
  const text = await answer.text();
  if (!answer.ok) throw problemFrom(answer.status, text);
  return (text ? JSON.parse(text) : undefined) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  request<T>("GET", path, undefined, { query, signal });
export const post = <T>(path: string, body?: unknown, query?: Query) => request<T>("POST", path, body ?? {}, { query });
export const put = <T>(path: string, body: unknown) => request<T>("PUT", path, body);
export const patch = <T>(path: string, body: unknown) => request<T>("PATCH", path, body);
export const remove = <T>(path: string) => request<T>("DELETE", path);
