import { type KeyboardEvent, useState } from "react";
import { type Command, commandsNow } from "./commands";
import { Icon } from "./icons";
import { keysOf } from "./keys";
import { Kbd } from "./parts";
import { Sheet } from "./sheet";

/** How well a label answers what was typed: 0 is not at all, a word's beginning beats its middle. */
export function fits(label: string, typed: string): number {
  const text = label.toLowerCase();
  let score = 1;
  for (const word of typed.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    score += at === 0 || text[at - 1] === " " ? 2 : 1;
  }
  return score;
}

/** Every command by its words, with rooms and projects; Enter runs the marked one. */
export function Palette({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const found = commandsNow()
    .filter((command) => !command.quiet && command.scope !== "typing")
    .map((command) => ({ command, score: fits(`${command.label} ${command.group ?? ""}`, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
    .slice(0, 12);
  const run = (command: Command | undefined) => {
    if (!command) return;
    close();
    command.perform();
  };
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      setMarked((at) => (found.length ? (at + by + found.length) % found.length : 0));
    }
    if (event.key === "Enter") run(found[marked]);
  };
  return (
    <Sheet title="Commands" width={560} opened close={close} bare>
      <div className="palette">
        <div className="row palette-in">
          <Icon name="search" />
          <input
            data-autofocus
            value={typed}
            placeholder="Search or run a command"
            aria-label="Search or run a command"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={found[marked] ? `palette-${marked}` : undefined}
            onChange={(event) => {
              setTyped(event.target.value);
              setMarked(0);
            }}
            onKeyDown={pressed}
          />
          <Kbd keys="escape" />
        </div>
        <div id="palette-list" role="listbox" aria-label="Commands" className="palette-list">
          {found.map((command, at) => {
            const [keys] = keysOf(command);
            return (
              <button
                key={command.name}
                id={`palette-${at}`}
                type="button"
                role="option"
                aria-selected={at === marked}
                tabIndex={-1}
                className={at === marked ? "nav on" : "nav"}
                onMouseMove={() => setMarked(at)}
                onClick={() => run(command)}
              >
                <Icon name={command.icon ?? "right"} />
                <span>{command.label}</span>
                <span className="muted sm">{command.group}</span>
                {keys && (
                  <span className="end">
                    <Kbd keys={keys} />
                  </span>
                )}
              </button>
            );
          })}
          {found.length === 0 && <p className="muted palette-none">Nothing is called that.</p>}
        </div>
      </div>
    </Sheet>
  );
}
