import { QueryClient } from "@tanstack/react-query";
import { Problem } from "../api/http";

/** Refusals are not asked again; a lost connection is, twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && (!(error instanceof Problem) || error.status === 0),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
