import { queryOptions } from "@tanstack/react-query";
import { get } from "./http";

export interface Template {
  key: string;
  name: string;
  description: string;
  document: string;
}

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: async ({ signal }) => {
    const answer = await get<Template[] | { templates: Template[] }>("/templates", {}, signal);
    return Array.isArray(answer) ? answer : answer.templates;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
