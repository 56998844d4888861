import type { ReactNode } from "react";
import { useStore } from "../store";
import type { BoxDesk, Tool } from "./desk";

interface ToolProps {
  label: string;
  cap: string;
  on?: boolean;
  press: () => void;
  children: ReactNode;
}

function ToolButton({ label, cap, on, press, children }: ToolProps) {
  return (
    <button
      type="button"
      className={on ? "tool on" : "tool"}
      aria-label={label}
      title={label}
      aria-pressed={on}
      onClick={press}
    >
      <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
        {children}
      </svg>
      <small>{cap}</small>
    </button>
  );
}

/** The strip at the left: draw, help, view. Every button has its key under the glyph. */
export function BoxTools({ desk }: { desk: BoxDesk }) {
  const tool = useStore(desk.store, (value) => value.tool);
  const hidden = useStore(desk.store, (value) => value.hidden);
  const alone = useStore(desk.store, (value) => value.alone);
  const light = useStore(desk.store, (value) => value.light);
  const take = (name: Tool) => () => desk.store.set({ tool: name });
  return (
    <nav className="wb-tools" aria-label="Tools">
      <ToolButton label="Select" cap="V" on={tool === "select"} press={take("select")}>
        <path d="m4 2.5 8.5 5-3.9 1.2L6.6 12.5z" />
      </ToolButton>
      <ToolButton label="Box, stays on" cap="B" on={tool === "box"} press={take("box")}>
        <rect x="3" y="4" width="10" height="8" />
      </ToolButton>
      <ToolButton label="Pan" cap="H" on={tool === "pan"} press={take("pan")}>
        <path d="M5 9V4.6a1 1 0 0 1 2 0V8m0-4.9a1 1 0 0 1 2 0V8m0-4a1 1 0 0 1 2 0v4.6m0-3a1 1 0 0 1 2 0V10a4 4 0 0 1-4 4H8.4a3.5 3.5 0 0 1-2.7-1.3L3.2 9.6a1 1 0 0 1 1.5-1.3L5 8.8" />
      </ToolButton>
      <hr />
      <ToolButton label="Next open question" cap="A" press={() => void desk.nextOpen()}>
        <path d="M3 4h6M3 8h4M3 12h6M11 5l1.3 1.3L14.5 4M11 9.5l1.3 1.3 2.2-2.3" />
      </ToolButton>
      <ToolButton label="Copy boxes from the previous image" cap="C" press={() => desk.copyBefore()}>
        <rect x="6" y="6" width="7.5" height="7.5" />
        <path d="M3.8 10H2.5V2.5H10v1.3" />
      </ToolButton>
      <hr />
      <ToolButton label="Hide boxes" cap="L" on={hidden} press={() => desk.store.set({ hidden: !hidden })}>
        <path d="M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8z" />
        <circle cx="8" cy="8" r="1.8" />
      </ToolButton>
      <ToolButton label="This object alone" cap="I" on={alone} press={() => desk.store.set({ alone: !alone })}>
        <rect x="5.5" y="5.5" width="5" height="5" />
        <path d="M2.5 5V2.500H5M11 2.500h2.500V5M13.500 11v2.500H11M5 13.500H2.500V11" />
      </ToolButton>
      <ToolButton
        label="Brightness and contrast"
        cap="M"
        on={light.open}
        press={() => desk.store.set({ light: { ...light, open: !light.open } })}
      >
        <circle cx="8" cy="8" r="5.3" />
        <path d="M8 2.7v10.6a5.3 5.3 0 0 0 0-10.6z" fill="currentColor" />
      </ToolButton>
    </nav>
  );
}

/** Two sliders over the stage; they change what is seen, never what is stored. */
export function Light({ desk }: { desk: BoxDesk }) {
  const light = useStore(desk.store, (value) => value.light);
  if (!light.open) return null;
  const slider = (name: "brightness" | "contrast", label: string) => (
    <label className="row">
      <span className="dim">{label}</span>
      <input
        type="range"
        min={40}
        max={250}
        value={light[name]}
        onChange={(event) => desk.store.set({ light: { ...light, [name]: Number(event.target.value) } })}
      />
      <span className="zt num">{light[name]} %</span>
    </label>
  );
  return (
    <div className="over glass light" style={{ left: 12, top: 52 }}>
      {slider("brightness", "Brightness")}
      {slider("contrast", "Contrast")}
      <button
        type="button"
        className="btn s quiet"
        onClick={() => desk.store.set({ light: { open: true, brightness: 100, contrast: 100 } })}
      >
        Reset
      </button>
    </div>
  );
}
