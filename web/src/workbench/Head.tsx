import { Link } from "@tanstack/react-router";
import { memo, useEffect, useState } from "react";
import { perform } from "../design/commands";
import { Icon } from "../design/icons";
import { type Look, setLook, useLook } from "../design/look";
import { Caps } from "../design/parts";
import { useStore } from "../editors/store";
import type { Session } from "./session";
import { NEAR_END_MS } from "./session";
import { each } from "./time";
import { useHome } from "./use-home";
import { useNow } from "./use-now";

interface Props {
  session: Session;
  project: string;
  stage: string;
  size: string | null;
}

/** Where one is: project, stage, the person's own name of the item. No administration here, ever. */
export const Head = memo(function Head({ session, project, stage, size }: Props) {
  const task = useStore(session.store, (state) => state.task);
  const { home, since } = useHome(session);
  const queue = home?.queues.find((one) => one.project === project && one.stage === stage);
  const name = queue?.project_name ?? project;
  useEffect(() => {
    document.title = `${name}, ${stage} · Labelwright`;
  }, [name, stage]);
  return (
    <header className="wb-head">
      <Link to="/work" className="btn quiet s" aria-label="Back to My work">
        <Icon name="back" />
        My work
      </Link>
      <span className="vr" />
      <h1 className="name">{name}</h1>
      <span className="stage-name">{stage}</span>
      <span className="vr" />
      <span className="mono muted ref">
        {task ? task.lease.ref : "no task"}
        {size && <span className="size-of">{size}</span>}
      </span>
      {task?.revises !== null && task !== null && <span className="badge info">changing an earlier answer</span>}
      {(task?.lease.round ?? 1) > 1 && task?.lease.stage.kind === "annotate" && (
        <span className="badge warn">returned to you</span>
      )}
      <span className="grow" />
      <Countdown session={session} />
      {queue?.batch && task?.revises === null && <Place batch={queue.batch} since={since} />}
      <Display />
      <button type="button" className="btn quiet s" onClick={() => perform("keys")}>
        <Icon name="keys" />
        Keys
        <Caps keys="?" />
      </button>
    </header>
  );
});

/** Where one is in one's own batches. */
function Place({ batch, since }: { batch: { done: number; size: number }; since: number }) {
  const at = Math.min(batch.done + since + 1, batch.size);
  return (
    <>
      <span className="place num">
        Task <b style={{ minWidth: `${String(batch.size).length}ch` }}>{at}</b> of {batch.size}
        <span className="meter" aria-hidden="true">
          <i style={{ width: `${(100 * (at - 1)) / batch.size}%` }} />
        </span>
      </span>
      <span className="vr" />
    </>
  );
}

/** How long the task is still ours; only in the last two minutes. */
function Countdown({ session }: { session: Session }) {
  const expiresAt = useStore(session.store, (state) => state.expiresAt);
  const now = useNow(1_000);
  if (expiresAt === null || expiresAt - now > NEAR_END_MS || expiresAt < now) return null;
  return (
    <span className="badge warn num">
      <Icon name="clock" />
      {each(expiresAt - now)} left
    </span>
  );
}

const LOOKS: readonly [Look, string][] = [
  ["light", "Light"],
  ["dark", "Dark"],
  ["system", "As the system"],
];

/** Light or dark and the size of the text, for this browser. */
export function Display() {
  const [open, setOpen] = useState(false);
  const look = useLook();
  return (
    <span className="display">
      <button
        type="button"
        className="ib"
        aria-label="Light or dark"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="sun" />
      </button>
      {open && (
        <div className="popover" role="menu">
          {LOOKS.map(([value, name]) => (
            <button
              key={value}
              type="button"
              role="menuitemradio"
              aria-checked={look === value}
              onClick={() => {
                setLook(value);
                setOpen(false);
              }}
            >
              {name}
              {look === value && <Icon name="check" />}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
