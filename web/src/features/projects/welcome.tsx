import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from "react";
import { carry, dropped, usable } from "../../api/files";
import { useCommands } from "../../design/commands";
import { Icon, type IconName } from "../../design/icons";
import { Kbd } from "../../design/parts";
import { Room } from "../../design/room";
import { shapes } from "../../intake/shapes";

/** The first screen: three ways in, and the whole window takes a drop. */
export function Welcome() {
  const navigate = useNavigate();
  const choose = useRef<HTMLInputElement>(null);
  const single = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [folder, setFolder] = useState("");
  const address = useRef<HTMLInputElement>(null);
  const begin = (search: Record<string, string> = {}) => void navigate({ to: "/new", search });
  const take = (files: File[]) => {
    if (files.length === 0) return;
    carry(files);
    begin();
  };
  useEffect(() => {
    choose.current?.setAttribute("webkitdirectory", "");
  }, []);
  useCommands([
    { name: "welcome.open", label: "Choose a folder", keys: "1", perform: () => choose.current?.click() },
    { name: "welcome.shape", label: "Begin with a shape", keys: "2", perform: () => begin() },
    { name: "welcome.server", label: "A folder on the server", keys: "3", perform: () => address.current?.focus() },
  ]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void dropped(event.dataTransfer).then((files) => take(files.filter(usable)));
  };
  const connect = (event: FormEvent) => {
    event.preventDefault();
    if (folder.trim()) begin({ folder: folder.trim() });
  };
  return (
    <Room title="Projects">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the drop area has the button beside it for the keyboard */}
      <div
        className="welcome"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
        onDrop={drop}
      >
        <h1 className="big-h">What would you like to label?</h1>
        <p className="lead muted mt2">
          Begin with data you have, or with the shape of the work. Nothing leaves this machine.
        </p>
        <div className="ways mt5">
          <section className="card way">
            <WayHead icon="folder" keys="1" title="Open a folder or a table" />
            <p className="muted">Photos, or a CSV or JSONL file of texts.</p>
            <div className={over ? "drop over mt4" : "drop mt4"}>
              <Icon name="download" size="l" />
              {over ? "Let go to begin" : "Drop it here"}
            </div>
            {[choose, single].map((input, at) => (
              <input
                key={at === 0 ? "folder" : "files"}
                ref={input}
                type="file"
                multiple
                hidden
                onChange={(event) => take([...(event.target.files ?? [])].filter(usable))}
              />
            ))}
            <div className="pair-of">
              <button type="button" className="btn primary l" onClick={() => choose.current?.click()}>
                Choose a folder
              </button>
              <button type="button" className="btn l" onClick={() => single.current?.click()}>
                Choose files
              </button>
            </div>
          </section>
          <section className="card way">
            <WayHead icon="play" keys="2" title="Begin with a shape" />
            <p className="muted">Fields, people and pipeline are laid out; the data come later.</p>
            <div className="mt3">
              {shapes.slice(0, 3).map((sample) => (
                <button
                  key={sample.key}
                  type="button"
                  className="samp bare"
                  onClick={() => begin({ kind: sample.key })}
                >
                  <span className="tile">
                    <Icon name={sample.icon} size="l" />
                  </span>
                  <span className="grow">
                    <span className="md">{sample.name}</span>
                    <br />
                    <span className="sub">{sample.text}</span>
                  </span>
                  <Icon name="right" />
                </button>
              ))}
            </div>
            <div className="grow-y" />
            <button type="button" className="btn l" onClick={() => begin()}>
              Choose a shape
            </button>
          </section>
          <form className="card way" onSubmit={connect}>
            <WayHead icon="machine" keys="3" title="A folder on the server" />
            <p className="muted">Data stay where they are; only references come in.</p>
            <label className="field mt4">
              <span>Folder or table, below the server's sources</span>
              <input
                ref={address}
                className="input"
                value={folder}
                placeholder="street/2026"
                onChange={(event) => setFolder(event.target.value)}
              />
            </label>
            <p className="hint">Reading is enough: nothing is moved or changed there.</p>
            <div className="grow-y" />
            <button type="submit" className="btn l" disabled={!folder.trim()}>
              Use this folder
            </button>
          </form>
        </div>
        <p className="sm muted mt5">
          Prefer the terminal? <code>labelwright init</code>
        </p>
      </div>
    </Room>
  );
}

function WayHead({ icon, keys, title }: { icon: IconName; keys: string; title: string }) {
  return (
    <>
      <div className="row">
        <Icon name={icon} size="l" />
        <span className="end">
          <Kbd keys={keys} />
        </span>
      </div>
      <h2 className="mt3">{title}</h2>
    </>
  );
}
