import { type MouseEvent, type ReactNode, useEffect } from "react";
import { useCommands } from "../design/commands";
import { focusStage } from "../editors/stage";
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
  left?: ReactNode;
  children: ReactNode;
  side: ReactNode;
  foot: ReactNode;
}

/** The frame, the same for every editor: head, strip or queue, stage, side, foot. No area ever changes its size. */
export function Shell({ session, layout, project, stage, size, left, children, side, foot }: Props) {
  const lease = useStore(session.store, (state) => state.task?.lease.lease);
  useCommands([
    {
      name: "field.leave",
      label: "Leave the field",
      scope: "typing",
      group: "While typing",
      keys: "escape",
      perform: focusStage,
    },
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus starts on the stage with every task
  useEffect(focusStage, [lease]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the focus on the stage when a button is clicked
    <div className={layout === "tools" ? "wb" : `wb ${layout}`} onMouseDown={keepFocus}>
      <Head session={session} project={project} stage={stage} size={size} />
      {left}
      {children}
      {side}
      {foot}
    </div>
  );
}

/** A click on a button leaves the focus where it was, so that Enter keeps meaning submit. */
function keepFocus(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("button, [role=tab]") && !target.closest("input, textarea, select, label"))
    event.preventDefault();
}
