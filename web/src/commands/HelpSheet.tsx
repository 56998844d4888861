import { useEffect, useMemo, useRef, useState } from "react";
import { Icon } from "../design/icons";
import { type Command, conflicts } from "./command";
import { allCommands, Caps, useCommands } from "./keyboard";

/** Which groups stand in which of the four columns. */
const COLUMNS: readonly (readonly string[])[] = [
  ["Everywhere"],
  ["Tools", "Answer", "Verdict", "While drawing"],
  ["Selected object", "Difference", "Under the pointer"],
  ["View", "While typing"],
];

/** All keys that hold right now, on one sheet without scrolling; typing filters. */
export function HelpSheet({ place, close }: { place: string; close: () => void }) {
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const commands = useMemo(() => allCommands().filter((one) => one.when?.() ?? true), []);
  const clash = useMemo(() => conflicts(commands), [commands]);
  useEffect(() => {
    const before = document.activeElement;
    input.current?.focus();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  useCommands([
    { name: "help.close", label: "Close", scope: "typing", keys: ["Escape", "Shift+Slash"], perform: close },
    { name: "help.leave", label: "Close", scope: "drawing", keys: ["Escape", "Shift+Slash"], perform: close },
  ]);
  const shown = commands.filter((one) => one.group && one.label.toLowerCase().includes(typed.trim().toLowerCase()));
  const groups = [...new Set(shown.map((one) => one.group ?? ""))];
  const known = COLUMNS.flat();
  const columns = COLUMNS.map((names, at) => [
    ...names,
    ...(at === 2 ? groups.filter((name) => !known.includes(name)) : []),
  ]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the sheet closes it; Escape does the same
    <div className="sheet" onMouseDown={(event) => event.target === event.currentTarget && close()}>
      <section role="dialog" aria-modal="true" aria-label="Keys">
        <header>
          <h2>Keys</h2>
          <span className="badge">{place}</span>
          <label className="find" style={{ width: 260, marginLeft: 12 }}>
            <Icon name="search" />
            <input
              ref={input}
              value={typed}
              placeholder="type to find a command"
              onChange={(event) => setTyped(event.target.value)}
              aria-label="Find a command"
            />
          </label>
          <span className="grow" />
          <button type="button" className="btn quiet s" onClick={close}>
            Close
            <Caps keys="Escape" />
          </button>
        </header>
        <div className="cols4">
          {columns.map((names) => (
            <div key={names[0]}>
              {names.map((name) => (
                <Group key={name} name={name} commands={shown.filter((one) => one.group === name)} />
              ))}
            </div>
          ))}
        </div>
        <footer>
          <span>Keys go by their place on the keyboard, so they stay put in every layout.</span>
          <span className="end row">
            <i className="dot" style={{ color: clash.length ? "var(--warn)" : "var(--good)" }} />
            {clash.length ? `Shared here: ${clash.map(([key]) => key).join(", ")}` : "No two commands share a key here"}
          </span>
        </footer>
      </section>
    </div>
  );
}

function Group({ name, commands }: { name: string; commands: readonly Command[] }) {
  if (commands.length === 0) return null;
  return (
    <>
      <h3>{name}</h3>
      {commands.map((one) => (
        <div key={one.name} className="keyrow">
          <span>{one.label}</span>
          {one.shown
            ? one.shown.map((word) => <Word key={word} word={word} />)
            : one.keys.slice(0, 1).map((key) => <Caps key={key} keys={key} />)}
        </div>
      ))}
    </>
  );
}

const JOINING = new Set(["to", "or", "with"]);
function Word({ word }: { word: string }) {
  return JOINING.has(word) ? <span className="muted joint">{word}</span> : <kbd className="kbd">{word}</kbd>;
}
