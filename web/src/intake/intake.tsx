/** Data from the person's disk: a place to drop it, its progress, and what became of it. */
import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { dropped, isTable, KINDS, takeCarried, usable } from "../api/files";
import { Problem } from "../api/http";
import { type Columns, type OnError, type Sum, undoImport, upload } from "../api/imports";
import { Icon } from "../design/icons";
import { Failure } from "../design/parts";
import { failed, said } from "../design/toasts";
import { count, many } from "../design/words";

interface Props {
  slug: string;
  onError: OnError;
  /** Asks about a table before it is sent: which of its columns are read. */
  ask: (table: File, send: (columns?: Columns) => void, cancel: () => void) => ReactNode;
}

interface Sending {
  share: number | null;
  sum: Sum | null;
  error: Error | null;
  send: (files: File[], columns?: Columns) => Promise<void>;
  refuse: (error: Error | null) => void;
  stop: () => void;
  undo: () => Promise<void>;
}

/** Sends files to a project and keeps what came of it. */
function useSending(slug: string, onError: OnError): Sending {
  const queries = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const [sum, setSum] = useState<Sum | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const control = useRef<AbortController | null>(null);
  const refresh = useCallback(() => queries.invalidateQueries({ queryKey: ["project", slug] }), [queries, slug]);
  const send = useCallback(
    async (files: File[], columns: Columns = {}) => {
      if (files.length === 0) return;
      setError(null);
      setSum(null);
      setShare(0);
      control.current = new AbortController();
      try {
        setSum(await upload(slug, files, { onError, columns, progress: setShare, signal: control.current.signal }));
      } catch (refused) {
        setError(refused instanceof Error ? refused : new Problem(0, "unknown", "The import failed", ""));
      } finally {
        setShare(null);
        await refresh();
      }
    },
    [slug, onError, refresh],
  );
  const undo = async () => {
    try {
      for (const id of sum?.imports ?? []) await undoImport(id);
      setSum(null);
      said("The import was undone");
      await refresh();
    } catch (refused) {
      failed(refused);
    }
  };
  return { share, sum, error, send, refuse: setError, stop: () => control.current?.abort(), undo };
}

export function Intake({ slug, onError, ask }: Props) {
  const sending = useSending(slug, onError);
  const [over, setOver] = useState(false);
  const [table, setTable] = useState<File | null>(null);
  const folder = useRef<HTMLInputElement>(null);
  const single = useRef<HTMLInputElement>(null);
  const { send, refuse } = sending;
  const take = useCallback(
    (files: File[]) => {
      const good = files.filter(usable);
      const rows = good.find(isTable);
      refuse(null);
      if (rows) setTable(rows);
      else if (good.length > 0) void send(good);
      else if (files.length > 0) refuse(unknown(files));
    },
    [send, refuse],
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
  const chosen = (input: HTMLInputElement) => {
    take([...(input.files ?? [])]);
    input.value = "";
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: both buttons below do the same from the keyboard */}
      <div
        className={over ? "drop tall over mt4" : "drop tall mt4"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {sending.share === null ? (
          <>
            <Icon name="download" size="l" />
            <span>{over ? "Let go to import" : "Drop a folder, photos or a table here"}</span>
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
              <b className="md">{sending.share < 1 ? "Sending" : "Reading"}</b>
              <span className="num end">{Math.round(sending.share * 100)} %</span>
            </span>
            <div className="bar2">
              <i style={{ width: `${sending.share * 100}%` }} />
            </div>
            <button type="button" className="btn s quiet mt2" onClick={sending.stop}>
              Stop
            </button>
          </div>
        )}
        <input ref={folder} type="file" multiple hidden onChange={(event) => chosen(event.target)} />
        <input ref={single} type="file" multiple hidden onChange={(event) => chosen(event.target)} />
      </div>
      {table &&
        ask(
          table,
          (columns) => {
            setTable(null);
            void send([table], columns);
          },
          () => setTable(null),
        )}
      {sending.error && (
        <div className="mt4">
          <Failure error={sending.error} what="Nothing was taken in" />
        </div>
      )}
      {sending.sum && <Outcome sum={sending.sum} undo={() => void sending.undo()} />}
    </>
  );
}

/** Files of which none can come in. */
function unknown(files: File[]): Problem {
  const what = files.length === 1 ? (files[0]?.name ?? "This file") : `These ${count(files.length)} files`;
  return new Problem(0, "unknown_kind", "Nothing was taken in", `${what} cannot come in.`, `Known are ${KINDS}.`);
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
