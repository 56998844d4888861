import { useEffect, useState } from "react";
import { saveDefinition } from "../../api/projects";
import { change, partsOf } from "../../definition/document";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { headOf, likelyText, type TableHead } from "../../intake/table";
import type { Draft } from "./draft";

/** Which column holds the text and which names the row, before a table is sent. */
export function Columns(props: { slug: string; file: File; draft: Draft; send: () => void; cancel: () => void }) {
  const { slug, file, draft, send, cancel } = props;
  const [error, setError] = useState<unknown>(null);
  const [head, setHead] = useState<TableHead | null>(null);
  const [text, setText] = useState("");
  const [key, setKey] = useState("");
  useEffect(() => {
    void headOf(file).then((found) => {
      setHead(found);
      setText(likelyText(found));
      setKey(found.columns.find((column) => /(^|_)(id|key)$/i.test(column)) ?? "");
    });
  }, [file]);
  if (!head) return null;
  const accept = async () => {
    const part = partsOf(draft.value)[0]?.name ?? "text";
    const source = { table: file.name, ...(key ? { key } : {}), parts: { [part]: text } };
    const wanted = change(draft.text, ["source"], source);
    try {
      await saveDefinition(slug, wanted);
      draft.set(wanted);
      send();
    } catch (refused) {
      setError(refused);
    }
  };
  return (
    <section className="card mt4">
      <header>
        <Icon name="lines" />
        <h2>{file.name}</h2>
        <span className="sub">{head.columns.length} columns</span>
      </header>
      <div className="body">
        <div className="pair">
          <label className="field">
            <span>Text to label</span>
            <select className="input full" value={text} onChange={(event) => setText(event.target.value)}>
              {head.columns.map((column) => (
                <option key={column}>{column}</option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>What identifies a row</span>
            <select className="input full" value={key} onChange={(event) => setKey(event.target.value)}>
              <option value="">its line</option>
              {head.columns.map((column) => (
                <option key={column}>{column}</option>
              ))}
            </select>
          </label>
        </div>
        <p className="hint cut">
          First row: <span className="quote">{head.row[head.columns.indexOf(text)] ?? ""}</span>
        </p>
        {error !== null && (
          <div className="mt2">
            <Failure error={error} />
          </div>
        )}
        <div className="row mt3">
          <button type="button" className="btn primary" disabled={!text} onClick={() => void accept()}>
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
