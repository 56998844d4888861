import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useCallback, useEffect, useRef, useState } from "react";
import { dropped, takeCarried, usable } from "../../api/files";
import { Problem } from "../../api/http";
import { type OnError, type Sum, undoImport, upload } from "../../api/imports";
import { homeQuery } from "../../api/projects";
import { Icon } from "../../design/icons";
import { Failure, Segments } from "../../design/parts";
import { failed, said } from "../../design/toasts";
import { count, many } from "../../design/words";
import { Columns } from "./columns";
import type { Draft } from "./draft";
import { ServerFolder } from "./server-folder";

/** Data in: dropped, chosen, or lying on the server. */
export function DataStep({ slug, draft }: { slug: string; draft: Draft }) {
  const queries = useQueryClient();
  const { data: home } = useQuery(homeQuery(slug));
  const [share, setShare] = useState<number | null>(null);
  const [sum, setSum] = useState<Sum | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [onError, setOnError] = useState<OnError>("stop");
  const [over_, setOver] = useState(false);
  const [table, setTable] = useState<File | null>(null);
  const stop = useRef<AbortController | null>(null);
  const folder = useRef<HTMLInputElement>(null);
  const single = useRef<HTMLInputElement>(null);
  const send = useCallback(
    async (files: File[]) => {
      if (files.length === 0) return;
      setError(null);
      setSum(null);
      setShare(0);
      stop.current = new AbortController();
      try {
        setSum(await upload(slug, files, { onError, progress: setShare, signal: stop.current.signal }));
      } catch (refused) {
        setError(refused instanceof Error ? refused : new Problem(0, "unknown", "The import failed", ""));
      } finally {
        setShare(null);
        await queries.invalidateQueries({ queryKey: ["project", slug] });
      }
    },
    [slug, onError, queries],
  );
  const take = useCallback(
    (files: File[]) => {
      const rows = files.find((file) => /\.(csv|tsv|jsonl|ndjson|json)$/i.test(file.name));
      if (rows) setTable(rows);
      else void send(files);
    },
    [send],
  );
  useEffect(() => {
    folder.current?.setAttribute("webkitdirectory", "");
    take(takeCarried());
  }, [take]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void dropped(event.dataTransfer).then(take);
  };
  const undo = async () => {
    try {
      for (const id of sum?.imports ?? []) await undoImport(id);
      setSum(null);
      said("The import was undone");
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    } catch (refused) {
      failed(refused);
    }
  };
  const total = home?.items.total ?? 0;
  return (
    <>
      <div className="head">
        <h1>Data</h1>
        <span className="sub">{total ? many(total, "item") : "nothing yet"}</span>
        <span className="end">
          <Segments
            label="When a file or row is bad"
            value={onError}
            onChange={setOnError}
            choices={[
              { value: "stop", label: "Stop at a bad one" },
              { value: "skip", label: "Skip bad ones" },
            ]}
          />
        </span>
      </div>
      <p className="muted mt2">Photos, or one table of texts. Importing again adds only what is new.</p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: both buttons below do the same from the keyboard */}
      <div
        className={over_ ? "drop tall over mt4" : "drop tall mt4"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {share === null ? (
          <>
            <Icon name="download" size="l" />
            <span>{over_ ? "Let go to import" : "Drop a folder, photos or a table here"}</span>
            <span className="row mt2">
              <button type="button" className="btn" onClick={() => folder.current?.click()}>
                Choose a folder
              </button>
              <button type="button" className="btn" onClick={() => single.current?.click()}>
                Choose files
              </button>
            </span>
          </>
        ) : (
          <div className="sending" role="status">
            <span className="row">
              <b className="md">Sending</b>
              <span className="num end">{Math.round(share * 100)} %</span>
            </span>
            <div className="bar2">
              <i style={{ width: `${share * 100}%` }} />
            </div>
            <button type="button" className="btn s quiet mt2" onClick={() => stop.current?.abort()}>
              Stop
            </button>
          </div>
        )}
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          onChange={(event) => take([...(event.target.files ?? [])].filter(usable))}
        />
        <input
          ref={single}
          type="file"
          multiple
          hidden
          onChange={(event) => take([...(event.target.files ?? [])].filter(usable))}
        />
      </div>
      {table && (
        <Columns
          slug={slug}
          file={table}
          draft={draft}
          cancel={() => setTable(null)}
          send={() => {
            setTable(null);
            void send([table]);
          }}
        />
      )}
      {error && (
        <div className="mt4">
          <Failure error={error} what="Nothing was taken in" />
        </div>
      )}
      {sum && <Outcome sum={sum} undo={() => void undo()} />}
      <ServerFolder slug={slug} draft={draft} onError={onError} />
    </>
  );
}

function Outcome({ sum, undo }: { sum: Sum; undo: () => void }) {
  return (
    <div className="card mt4">
      <header>
        <Icon name={sum.refused ? "warn" : "check"} tone={sum.refused ? "warn" : "good"} />
        <b className="md">{many(sum.added, "item")} added</b>
        <span className="sub">
          {[
            sum.unchanged && `${count(sum.unchanged)} were here already`,
            sum.changed && `${count(sum.changed)} changed`,
            sum.refused && `${count(sum.refused)} refused`,
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
        <button type="button" className="btn s end" onClick={undo}>
          <Icon name="undo" size="s" /> Undo
        </button>
      </header>
      {sum.problems.length > 0 && (
        <ul className="body lines">
          {sum.problems.slice(0, 20).map((line) => (
            <li key={`${line.place}${line.line}${line.message}`}>
              <span className="mono">
                {line.place}
                {line.line ? `:${line.line}` : ""}
              </span>{" "}
              {line.message}
            </li>
          ))}
          {sum.problems.length > 20 && <li className="muted">and {count(sum.problems.length - 20)} more</li>}
        </ul>
      )}
    </div>
  );
}
