import { queryOptions } from "@tanstack/react-query";
import { get, post } from "../../api/http";
import type { Answer } from "../../editors/field";
import type { Part } from "../../workbench/work";

export interface Agreement {
  value: number | null;
  se: number | null;
  n_items: number;
  n_annotations: number;
  reason: string;
  method: string;
}
export interface Given {
  person: number;
  name: string;
  annotation: number;
  answer: Answer | null;
}
export interface Disagreement {
  item: number;
  key: string;
  agreement: number;
  answers: readonly Given[];
  parts: Readonly<Record<string, Part>>;
}
export interface Pilot {
  items: number;
  complete: number;
  answers: number;
  gate: "open" | "closed" | "none";
  waiting: readonly string[];
  people: readonly { id: number; name: string }[];
  alike: Agreement;
  likeness: Agreement;
  by_field: readonly (Agreement & { field: string })[];
  pairs: readonly { a: number; b: number; value: number; n: number }[];
  disagreements: readonly Disagreement[];
}

export const pilotQuery = (slug: string, stage: string) =>
  queryOptions({
    queryKey: ["project", slug, "pilot", stage],
    queryFn: ({ signal }) => get<Pilot>(`/projects/${slug}/stages/${stage}/pilot`, {}, signal),
  });

export const openGate = (slug: string, stage: string) =>
  post<{ job: number }>(`/projects/${slug}/stages/${stage}/gate`);
