import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { importSource, type OnError } from "../../api/imports";
import { jobQuery, over } from "../../api/jobs";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { count } from "../../design/words";
import { change } from "./document";
import type { Draft } from "./draft";

/** Data that lie on the server, read by a job. */
export function ServerFolder({ slug, draft, onError }: { slug: string; draft: Draft; onError: OnError }) {
  const queries = useQueryClient();
  const source = (draft.value.source ?? {}) as { folder?: string; table?: string };
  const [job, setJob] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { data: state } = useQuery(jobQuery(job));
  const done = state ? over(state) : false;
  useEffect(() => {
    if (done) void queries.invalidateQueries({ queryKey: ["project", slug] });
  }, [done, queries, slug]);
  const where = source.table !== undefined ? "table" : "folder";
  const read = async () => {
    setError(null);
    try {
      setJob((await importSource(slug, onError)).job);
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <section className="card mt4">
      <header>
        <Icon name="machine" />
        <h2>Or read it on the server</h2>
        <span className="sub">only references come in</span>
      </header>
      <div className="body">
        <div className="row">
          <input
            className="input grow"
            aria-label="Folder or table below the server's sources"
            placeholder="street/2026"
            value={source[where] ?? ""}
            onChange={(event) => draft.set(change(draft.text, ["source", where], event.target.value || undefined))}
          />
          <button
            type="button"
            className="btn"
            disabled={!source[where] || (job !== null && !done) || draft.checked?.ok === false}
            onClick={() => void read()}
          >
            Read it
          </button>
        </div>
        {state && !done && (
          <p className="hint">{state.total ? `${count(state.done ?? 0)} of ${count(state.total)}` : "Reading"}</p>
        )}
        {state?.state === "failed" && <p className="wrong-text">{state.error ?? "The import failed."}</p>}
        {state?.state === "done" && <p className="hint">Read.</p>}
        {error !== null && (
          <div className="mt2">
            <Failure error={error} />
          </div>
        )}
      </div>
    </section>
  );
}
