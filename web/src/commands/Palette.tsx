import { useEffect, useMemo, useRef, useState } from "react";
import { Icon } from "../design/icons";
import { allCommands, Caps, useCommands } from "./keyboard";

/** Every command by its words: type, Enter does it. */
export function Palette({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const commands = useMemo(() => allCommands().filter((one) => one.scope !== "typing" && (one.when?.() ?? true)), []);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter((one) => words.every((word) => one.label.toLowerCase().includes(word))).slice(0, 10);
  const chosen = Math.min(at, Math.max(found.length - 1, 0));
  const perform = (index: number) => {
    close();
    found[index]?.perform();
  };
  useEffect(() => {
    const before = document.activeElement;
    input.current?.focus();
    return () => (before instanceof HTMLElement ? before.focus() : undefined);
  }, []);
  useCommands([
    { name: "palette.close", label: "Close", scope: "typing", keys: ["Escape", "Ctrl+KeyK"], perform: close },
    { name: "palette.take", label: "Do it", scope: "typing", keys: ["Enter"], perform: () => perform(chosen) },
    {
      name: "palette.down",
      label: "Next",
      scope: "typing",
      keys: ["ArrowDown"],
      perform: () => setAt((chosen + 1) % Math.max(found.length, 1)),
    },
    {
      name: "palette.up",
      label: "Previous",
      scope: "typing",
      keys: ["ArrowUp"],
      perform: () => setAt(Math.max(chosen - 1, 0)),
    },
  ]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the palette closes it; Escape does the same
    <div className="sheet palette" onMouseDown={(event) => event.target === event.currentTarget && close()}>
      <section role="dialog" aria-modal="true" aria-label="Find a command">
        <label className="find">
          <Icon name="search" />
          <input
            ref={input}
            value={typed}
            placeholder="find a command"
            aria-label="Find a command"
            onChange={(event) => {
              setTyped(event.target.value);
              setAt(0);
            }}
          />
        </label>
        <div role="listbox" aria-label="Commands">
          {found.map((one, index) => (
            <button
              type="button"
              role="option"
              key={one.name}
              aria-selected={index === chosen}
              className={index === chosen ? "keyrow on" : "keyrow"}
              onClick={() => perform(index)}
            >
              <span>{one.label}</span>
              <span className="muted">{one.group}</span>
              {one.keys.slice(0, 1).map((key) => (
                <Caps key={key} keys={key} />
              ))}
            </button>
          ))}
          {found.length === 0 && <p className="muted">No command here is called that.</p>}
        </div>
      </section>
    </div>
  );
}
