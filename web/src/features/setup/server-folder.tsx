import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isTableName } from "../../api/files";
import { importSource, type OnError } from "../../api/imports";
import { jobQuery, over } from "../../api/jobs";
import { change, partsOf } from "../../definition/document";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { count } from "../../design/words";
import type { Draft } from "./draft";

interface Source {
  folder?: string;
  table?: string;
  key?: string;
  parts?: Record<string, string>;
}

/** Data that lie on the server, read by a job. */
export function ServerFolder({ slug, draft, onError }: { slug: string; draft: Draft; onError: OnError }) {
  const queries = useQueryClient();
  const source = (draft.value.source ?? {}) as Source;
  const [job, setJob] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { data: state } = useQuery(jobQuery(job));
  const done = state ? over(state) : false;
  useEffect(() => {
    if (done) void queries.invalidateQueries({ queryKey: ["project", slug] });
  }, [done, queries, slug]);
  const path = source.table ?? source.folder ?? "";
  const part = partsOf(draft.value)[0]?.name ?? "text";
  const place = (typed: string) => {
    const table = isTableName(typed);
    const cleared = change(change(draft.text, ["source", "folder"], undefined), ["source", "table"], undefined);
    draft.set(typed ? change(cleared, ["source", table ? "table" : "folder"], typed) : cleared);
  };
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
            value={path}
            onChange={(event) => place(event.target.value)}
          />
          <button
            type="button"
            className="btn"
            disabled={!path || (job !== null && !done) || draft.checked?.ok === false}
            onClick={() => void read()}
          >
            Read it
          </button>
        </div>
        {source.table !== undefined && (
          <div className="pair mt3">
            <label className="field">
              <span>Column of the text</span>
              <input
                className="input full"
                value={source.parts?.[part] ?? ""}
                onChange={(event) => draft.set(change(draft.text, ["source", "parts", part], event.target.value))}
              />
            </label>
            <label className="field">
              <span>Column that identifies a row, if any</span>
              <input
                className="input full"
                value={source.key ?? ""}
                onChange={(event) => draft.set(change(draft.text, ["source", "key"], event.target.value || undefined))}
              />
            </label>
          </div>
        )}
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
