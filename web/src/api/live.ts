/** One event stream for each open project: it says what changed, and the queries ask again. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { base } from "./http";

export interface Live {
  state: "connecting" | "live" | "stale";
  /** When the stream was last known to be good. */
  since: Date | null;
}

/** Follows a project's stream while the component is on screen. */
export function useLive(slug: string | undefined): Live {
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ state: "connecting", since: null });
  useEffect(() => {
    if (!slug) return;
    const source = new EventSource(`${base}/projects/${slug}/events`);
    const good = () => {
      setLive({ state: "live", since: new Date() });
      void queries.invalidateQueries({ queryKey: ["project", slug] });
    };
    source.onopen = good; // what happened before it was open, or while it was away, nobody told
    source.onerror = () => setLive((before) => ({ state: "stale", since: before.since ?? new Date() }));
    source.addEventListener("changed", good);
    return () => source.close();
  }, [slug, queries]);
  return live;
}
