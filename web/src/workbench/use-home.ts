import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useStore } from "../editors/store";
import { type WorkHome, workHomeQuery } from "./home";
import type { Session } from "./session";

/** What the server says of one's work, and how much was done here since it said so: numbers are never behind. */
export function useHome(session: Session): { home: WorkHome | undefined; since: number } {
  const { data, dataUpdatedAt } = useQuery({ ...workHomeQuery, refetchInterval: 60_000 });
  const done = useStore(session.store, (state) => state.doneHere);
  const counted = useRef({ at: 0, done: 0 });
  if (counted.current.at !== dataUpdatedAt)
    counted.current = { at: dataUpdatedAt, done: done - session.store.get().pending };
  return { home: data, since: Math.max(done - counted.current.done, 0) };
}
