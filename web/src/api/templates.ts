import { queryOptions } from "@tanstack/react-query";
import { get } from "./http";
import type { components } from "./schema";

export type Template = components["schemas"]["Template"];

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: async ({ signal }) => (await get<components["schemas"]["Templates"]>("/templates", {}, signal)).templates,
  staleTime: Number.POSITIVE_INFINITY,
});
