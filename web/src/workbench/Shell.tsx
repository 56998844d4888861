import { type MouseEvent, type ReactNode, useEffect, useState } from "react";
import { HelpSheet } from "../commands/HelpSheet";
import { useCommands, useKeyboard } from "../commands/keyboard";
import { Palette } from "../commands/Palette";
import { useStore } from "../editors/store";
import { Head } from "./Head";
import type { Session } from "./session";
import "./workbench.css";

interface Props {
  session: Session;
  layout: "tools" | "plain" | "queue";
  project: string;
  stage: string;
  size: string | null;
  /** What the sheet is about: "Boxes, annotate". */
  about: string;
  left?: ReactNode;
  children: ReactNode;
  side: ReactNode;
  foot: ReactNode;
}

/** The frame, the same for every editor: head, strip or queue, stage, side, foot. No area ever changes its size. */
export function Shell({ session, layout, project, stage, size, about, left, children, side, foot }: Props) {
  const [over, setOver] = useState<"help" | "palette" | null>(null);
  const lease = useStore(session.store, (state) => state.task?.lease.lease);
  useKeyboard();
  useCommands([
    {
      name: "undo",
      label: "Undo",
      scope: "everywhere",
      group: "Everywhere",
      keys: ["Ctrl+KeyZ"],
      perform: () => session.undo(),
    },
    {
      name: "redo",
      label: "Redo",
      scope: "everywhere",
      group: "Everywhere",
      keys: ["Ctrl+Shift+KeyZ", "Ctrl+KeyY"],
      perform: () => session.redo(),
    },
    {
      name: "palette",
      label: "Find a command",
      scope: "everywhere",
      group: "Everywhere",
      keys: ["Shift+KeyP", "Ctrl+KeyK"],
      perform: () => setOver("palette"),
    },
    {
      name: "help",
      label: "This sheet",
      scope: "everywhere",
      group: "Everywhere",
      keys: ["Shift+Slash"],
      perform: () => setOver("help"),
    },
    {
      name: "field.leave",
      label: "Leave the field",
      scope: "typing",
      group: "While typing",
      keys: ["Escape"],
      when: () => over === null,
      perform: focusStage,
    },
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus starts on the stage with every task
  useEffect(focusStage, [lease]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the focus on the stage when a button is clicked
    <div className={layout === "tools" ? "wb" : `wb ${layout}`} onMouseDown={keepFocus}>
      <Head session={session} project={project} stage={stage} size={size} help={() => setOver("help")} />
      {left}
      {children}
      {side}
      {foot}
      {over === "help" && <HelpSheet place={about} close={() => setOver(null)} />}
      {over === "palette" && <Palette close={() => setOver(null)} />}
    </div>
  );
}

export function focusStage(): void {
  const stage = document.querySelector<HTMLElement>("[data-stage]");
  if (stage) {
    // The ring is for those who come by Tab; whoever submits with Enter knows where they are.
    stage.dataset.quiet = "";
    stage.addEventListener("blur", () => delete stage.dataset.quiet, { once: true });
    stage.focus({ preventScroll: true });
  } else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** A click on a button leaves the focus where it was, so that Enter keeps meaning submit. */
function keepFocus(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("button, [role=tab]") && !target.closest("input, textarea, select, label"))
    event.preventDefault();
}
