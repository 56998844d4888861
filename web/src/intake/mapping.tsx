import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Columns } from "../api/imports";
import { definitionQuery } from "../api/projects";
import { Icon } from "../design/icons";
import { Note } from "../design/parts";
import { list, titled } from "../design/words";
import { headOf, type TableHead } from "./table";

interface Props {
  slug: string;
  file: File;
  send: (columns: Columns) => void;
  cancel: () => void;
}

/** How the columns of a table become items of a project that has some: what differs is said and chosen before anything is sent. */
export function Mapping({ slug, file, send, cancel }: Props) {
  const { data: definition } = useQuery(definitionQuery(slug));
  const [head, setHead] = useState<TableHead | null>(null);
  const [chosen, setChosen] = useState<Columns>({});
  useEffect(() => {
    setChosen({});
    void headOf(file).then(setHead);
  }, [file]);
  if (!head || !definition) return null;
  const { parts, key } = definition.columns;
  const reads = [
    ...Object.entries(parts).map(([part, column]) => ({ what: titled(part), column })),
    ...(key ? [{ what: "What identifies a row", column: key }] : []),
  ];
  const from = (column: string) => chosen[column] ?? (head.columns.includes(column) ? column : "");
  const absent = reads.filter(({ column }) => !head.columns.includes(column)).map(({ column }) => column);
  const open = reads.filter(({ column }) => !from(column));
  const rest = head.columns.filter((column) => !reads.some((one) => from(one.column) === column));
  const first = reads[0] ? (head.row[head.columns.indexOf(from(reads[0].column))] ?? "") : "";
  const other = Object.fromEntries(Object.entries(chosen).filter(([was, now]) => now && was !== now));
  if (Object.keys(parts).length === 0)
    return (
      <div className="mt4">
        <Note kind="bad">
          <b className="md">{file.name} cannot come in.</b> The items of this project are photos, and a row of a table
          is a text. Drop the photos themselves, or begin a project for the texts.
        </Note>
      </div>
    );
  return (
    <section className="card mt4" aria-label={`Columns of ${file.name}`}>
      <header>
        <Icon name="lines" />
        <h2 className="cut">{file.name}</h2>
        <span className="sub">{head.columns.length} columns</span>
      </header>
      <div className="body">
        {absent.length > 0 && (
          <Note kind={open.length > 0 ? "bad" : "warn"}>
            <b className="md">
              {file.name} has no {absent.length === 1 ? "column" : "columns"} {list(absent)},
            </b>{" "}
            from which this project reads. It has {list(head.columns)}.{" "}
            {absent.length === 1
              ? "Choose the column that holds it, or rename that column in the file."
              : "Choose the column for each, or rename them in the file."}
          </Note>
        )}
        <ul className="mapped mt3">
          {reads.map(({ what, column }) => (
            <li key={what} className="row">
              <span className="md">{what}</span>
              <span className="sub">reads {column}</span>
              <select
                className={from(column) ? "input s end" : "input s end wrong"}
                aria-label={`${what}, column`}
                value={from(column)}
                onChange={(event) => setChosen({ ...chosen, [column]: event.target.value })}
              >
                {!head.columns.includes(column) && <option value="">choose a column</option>}
                {head.columns.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </li>
          ))}
          {rest.length > 0 && (
            <li className="row">
              <span className="md">Fields of the item</span>
              <span className="sub end cut" title={list(rest)}>
                {list(rest)}
              </span>
            </li>
          )}
        </ul>
        {first && (
          <p className="hint cut">
            First row: <span className="quote">{first}</span>
          </p>
        )}
        <div className="row mt3">
          <button type="button" className="btn primary" disabled={open.length > 0} onClick={() => send(other)}>
            Import {file.name}
          </button>
          <button type="button" className="btn quiet" onClick={cancel}>
            Cancel
          </button>
        </div>
      </div>
    </section>
  );
}
