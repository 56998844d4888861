import { useOwnKeys } from "../../design/commands";
import { Icon, type IconName } from "../../design/icons";
import { caps, moved } from "../../design/keys";
import { useStore } from "../store";
import type { BoxDesk, Tool } from "./desk";

interface ToolProps {
  icon: IconName;
  label: string;
  keys: string;
  on?: boolean;
  press: () => void;
}

function ToolButton({ icon, label, keys, on, press }: ToolProps) {
  const own = useOwnKeys();
  return (
    <button type="button" className={on ? "tool on" : "tool"} title={label} aria-pressed={on} onClick={press}>
      <Icon name={icon} />
      <span className="unseen">{label}</span>
      <small aria-hidden="true">{caps(moved(keys, own)).join("").replace("Shift", "⇧")}</small>
    </button>
  );
}

/** The strip at the left: draw, help, view. Every button has its key under the icon. */
export function BoxTools({ desk }: { desk: BoxDesk }) {
  const tool = useStore(desk.store, (value) => value.tool);
  const hidden = useStore(desk.store, (value) => value.hidden);
  const alone = useStore(desk.store, (value) => value.alone);
  const light = useStore(desk.store, (value) => value.light);
  const take = (name: Tool) => () => desk.store.set({ tool: name });
  return (
    <nav className="wb-tools" aria-label="Tools">
      <ToolButton icon="cursor" label="Select" keys="v" on={tool === "select"} press={take("select")} />
      <ToolButton icon="box" label="Box, stays on" keys="b" on={tool === "box"} press={take("box")} />
      <ToolButton icon="hand" label="Pan" keys="h" on={tool === "pan"} press={take("pan")} />
      <hr />
      <ToolButton icon="questions" label="Next open question" keys="a" press={() => void desk.nextOpen()} />
      <ToolButton icon="copy" label="Copy boxes from the previous image" keys="c" press={() => desk.copyBefore()} />
      <hr />
      <ToolButton
        icon="review"
        label="Hide boxes"
        keys="l"
        on={hidden}
        press={() => desk.store.set({ hidden: !hidden })}
      />
      <ToolButton
        icon="alone"
        label="This object alone"
        keys="i"
        on={alone}
        press={() => desk.store.set({ alone: !alone })}
      />
      <ToolButton
        icon="contrast"
        label="Brightness and contrast"
        keys="m"
        on={light.open}
        press={() => desk.store.set({ light: { ...light, open: !light.open } })}
      />
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
