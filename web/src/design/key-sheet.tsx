import { useState } from "react";
import { type Command, commandsNow } from "./commands";
import { Icon } from "./icons";
import { conflicts, keysOf, resolve } from "./keys";
import { Caps, Kbd } from "./parts";
import { Sheet } from "./sheet";

const REST = "This screen";

/** Which groups stand in which of the four columns; what is not named here stands in the third. */
const COLUMNS: readonly (readonly string[])[] = [
  ["Everywhere"],
  ["Tools", "Answer", "Verdict", "While drawing", "Go to"],
  ["Selected object", "Difference", REST],
  ["View", "While typing", "Help"],
];

/** All keys that hold right now, on one sheet without scrolling; typing filters. */
export function KeySheet({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const all = commandsNow();
  const clash = conflicts(all);
  const wanted = typed.trim().toLowerCase();
  const shown = all.filter(
    (one) => listed(one) && works(one, all) && `${one.label} ${one.group ?? REST}`.toLowerCase().includes(wanted),
  );
  const known = COLUMNS.flat();
  const others = [...new Set(shown.map((one) => one.group ?? REST))].filter((name) => !known.includes(name));
  return (
    <Sheet title="Keys" width={1008} opened close={close} bare>
      <div className="keysheet">
        <header>
          <h2>Keys</h2>
          <span className="badge">{document.title.split(" · ")[0]}</span>
          <label className="input">
            <Icon name="search" />
            <input
              data-autofocus
              value={typed}
              placeholder="type to find a command"
              aria-label="Find a command"
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => event.key === "?" && close()}
            />
          </label>
          <button type="button" className="btn quiet s end" onClick={close}>
            Close <Kbd keys="escape" />
          </button>
        </header>
        <div className="cols4">
          {COLUMNS.map((names, at) => (
            <div key={names[0]}>
              {[...names, ...(at === 2 ? others : [])].map((name) => (
                <Group key={name} name={name} commands={shown.filter((one) => (one.group ?? REST) === name)} />
              ))}
            </div>
          ))}
        </div>
        <footer>
          <span>Keys go by their place on the keyboard, so they stay put in every layout.</span>
          <span className="end row">
            <i className={clash.length ? "dot t-warn" : "dot t-good"} />
            {clash.length ? `Shared here: ${clash.map(([key]) => key).join(", ")}` : "No two commands share a key here"}
          </span>
        </footer>
      </div>
    </Sheet>
  );
}

const listed = (one: Command) => (one.shown ? one.shown.length > 0 : keysOf(one).length > 0);

/** Whether its first key is not another's just now: a key that is shown works. */
function works(one: Command, all: readonly Command[]): boolean {
  const [key] = keysOf(one);
  const where = { typing: one.scope === "typing", covered: false };
  return key === undefined || resolve(all, "", key, where)?.name === one.name;
}

function Group({ name, commands }: { name: string; commands: readonly Command[] }) {
  if (commands.length === 0) return null;
  return (
    <section>
      <h3>{name}</h3>
      <dl>
        {commands.map((one) => (
          <div key={one.name}>
            <dt>{one.label}</dt>
            <dd>
              {one.shown?.map((word) =>
                JOINING.has(word) ? (
                  <span key={word} className="muted">
                    {word}
                  </span>
                ) : (
                  <kbd key={word} className="kbd">
                    {word}
                  </kbd>
                ),
              ) ?? <Caps keys={keysOf(one)[0] ?? ""} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
const JOINING = new Set(["to"]);
