/** The API of work, as the screens use it: the shapes of `POST /work/next` and what answers it. */
import { get, headers, post, put, request, url } from "../api/http";
import type { Answer } from "../editors/field";

export interface Part {
  media_type: string;
  url?: string | null;
  text?: string | null;
  width?: number | null;
  height?: number | null;
}
export interface ShownAnswer {
  annotation: number;
  answer: Answer | null;
  cannot_judge?: boolean;
  unsure?: boolean;
}
export interface Previous {
  answer: Answer | null;
  reasons?: readonly string[];
  comment?: string | null;
  suggested?: Answer | null;
}
export interface Judging {
  answers: readonly ShownAnswer[];
  /** sample | unsettled | returned | then */
  came_by: string;
  rate?: number | null;
  rounds_left: number;
}
export interface Draft {
  answer?: Answer;
  unsure?: boolean;
}
export interface Lease {
  lease: number;
  ref: string;
  stage: { key: string; kind: "annotate" | "review" | "adjudicate" };
  project: string;
  item: { parts: Readonly<Record<string, Part>>; fields: Readonly<Record<string, unknown>>; key?: string | null };
  schema_version: number;
  guideline_version: number | null;
  round?: number;
  draft?: Draft | null;
  previous?: Previous | null;
  review?: Judging | null;
  expires_at?: string | null;
}
/** A lease as it comes: the project is what was asked for. */
export type Bare = Omit<Lease, "project">;
export interface Empty {
  reason: "done" | "wait" | "paused" | "gate" | "cap";
  retry_ms?: number | null;
}
export interface Handed {
  leases: readonly Lease[];
  empty?: Empty | null;
}
export interface Receipt {
  annotation: number;
  standing: "counted" | "extra";
  undo_until: string | null;
}
export interface Comment {
  id: number;
  kind: string;
  text: string;
  anchor?: string | null;
  at: string;
  mine: boolean;
  closed?: boolean;
}
export type Beat = { lease: number; expires_at: string; gone?: undefined } | { lease: number; gone: true };

/** What is sent when a task is done; the same body is kept in the journal until there is a receipt. */
export interface Outcome {
  path: string;
  body: Readonly<Record<string, unknown>>;
}

export const work = {
  next: async (project: string, stage: string | undefined, count: number): Promise<Handed> => {
    const { leases, empty } = await post<{ leases: Bare[]; empty?: Empty | null }>("/work/next", {
      project,
      stage,
      count,
    });
    return { leases: leases.map((lease) => ({ ...lease, project })), empty };
  },
  /** One's own live leases, with drafts: what another browser left open. */
  resume: async (project: string, stage: string | undefined): Promise<Lease[]> => {
    const { leases } = await get<{ leases: Bare[] }>("/work/leases", { project, stage });
    return leases.map((lease) => ({ ...lease, project }));
  },
  open: (lease: number) => post<{ expires_at: string }>(`/work/leases/${lease}/open`),
  draft: (lease: number, body: Draft) => put<unknown>(`/work/leases/${lease}/draft`, body),
  heartbeat: (leases: readonly number[]) => post<{ leases: Beat[] }>("/work/heartbeat", { leases }),
  send: (outcome: Outcome, key: string) =>
    request<Receipt | undefined>("POST", outcome.path, outcome.body, { headers: { "idempotency-key": key } }),
  /** An answer of one's own as it was worked on, to be revised. */
  draftOf: (annotation: number) => get<Bare>(`/annotations/${annotation}/draft`),
  undo: (annotation: number) => post<Bare>(`/annotations/${annotation}/undo`),
  comments: (lease: number) => get<{ comments: Comment[] }>(`/work/leases/${lease}/comments`),
  comment: (lease: number, body: { text: string; anchor?: string; blocking: boolean }) =>
    post<unknown>(`/work/leases/${lease}/comments`, body),
  /** Gives a prefetched lease back while the page goes away; nobody is there to hear the answer. */
  releaseOnLeave: (lease: number) => {
    void fetch(url(`/work/leases/${lease}/release`), {
      method: "POST",
      keepalive: true,
      headers: { ...headers(true), "content-type": "application/json" },
      body: "{}",
    }).catch(() => undefined);
  },
};

export type WorkApi = typeof work;
