import type { ReactNode } from "react";
import { Caps } from "../design/parts";

export interface Tab {
  name: string;
  label: string;
  note?: string;
  keys?: string;
  body: ReactNode;
}

/** The panel at the right: tabs, then what the chosen one shows. Opening a tab changes no size. */
export function Side({ tabs, at, go }: { tabs: readonly Tab[]; at: string; go: (name: string) => void }) {
  const chosen = tabs.find((one) => one.name === at) ?? tabs[0];
  return (
    <aside className="wb-side">
      <div className="tabs" role="tablist">
        {tabs.map((one) => (
          <button
            type="button"
            role="tab"
            key={one.name}
            aria-selected={one === chosen}
            className={one === chosen ? "on" : undefined}
            onClick={() => go(one.name)}
          >
            {one.label}
            {one.note && <span className="n">{one.note}</span>}
            {one.keys && <Caps keys={one.keys} />}
          </button>
        ))}
      </div>
      <div className="tabbody" role="tabpanel" aria-label={chosen?.label} key={chosen?.name}>
        {chosen?.body}
      </div>
    </aside>
  );
}
