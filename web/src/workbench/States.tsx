import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { Problem } from "../api/http";
import { useCommands } from "../design/commands";
import { Icon } from "../design/icons";
import { Caps } from "../design/parts";
import { useStore } from "../editors/store";
import { type Queue, workHomeQuery } from "./home";
import { NEAR_END_MS, type Session } from "./session";
import { isReady } from "./task";
import { clockShort } from "./time";
import { useNow } from "./use-now";
import type { Empty } from "./work";

const WHY: Record<Empty["reason"], [string, string]> = {
  done: ["You are done here for now", "New tasks show up here by themselves."],
  wait: ["Somebody else has the last tasks", "What they give back, or what comes after, shows up here by itself."],
  paused: ["This stage is paused", "A manager opens it again; your answers so far are safe."],
  gate: ["A gate is not open yet", "This stage begins once the pilot before it was looked at."],
  cap: ["You hold as many tasks as one may", "Finish or give back what is open in another window."],
};

interface NothingProps {
  session: Session;
  go: (queue: Queue) => void;
}

/** Why there is no task, and the next useful queue on Enter. */
export function Nothing({ session, go }: NothingProps) {
  const empty = useStore(session.store, (state) => state.empty);
  const home = useQuery(workHomeQuery);
  const [title, text] = WHY[empty?.reason ?? "done"];
  const { project, stage } = session.place;
  const next = home.data?.queues.find(
    (one) => (one.project !== project || one.stage !== stage) && (one.own || one.waiting) > 0,
  );
  useCommands([
    {
      name: "empty.next",
      label: "Next queue",
      scope: "editor",
      keys: "enter",
      when: () => next !== undefined,
      perform: () => next && go(next),
    },
  ]);
  return (
    <Middle>
      <span className="round">
        <Icon name={empty?.reason === "done" ? "check" : "clock"} />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      {next ? (
        <button type="button" className="btn primary" onClick={() => go(next)}>
          {next.project_name}, {next.own || next.waiting} waiting
          <Caps keys="enter" />
        </button>
      ) : (
        <Link to="/work" className="btn">
          My work
        </Link>
      )}
    </Middle>
  );
}

export function Middle({ children, dark = false }: { children: ReactNode; dark?: boolean }) {
  return <div className={dark ? "mid dark" : "mid"}>{children}</div>;
}

/** The item cannot be shown: cause in words, one key to report it and go on. Its time is not counted. */
export function Missing({ session, report }: { session: Session; report: () => void }) {
  const trouble = useStore(session.store, (state) => state.task?.trouble);
  useCommands([
    {
      name: "missing.retry",
      label: "Try again",
      scope: "drawing",
      keys: "r",
      perform: () => session.retryMedia(),
    },
    { name: "missing.report", label: "Report, next task", scope: "drawing", keys: "enter", perform: report },
  ]);
  return (
    <Middle dark>
      <Icon name="missing" />
      <h2>The image is not where it should be</h2>
      <p className="dim">{trouble?.message} This time is not counted as yours.</p>
      <div className="row">
        <button type="button" className="btn s" onClick={() => session.retryMedia()}>
          <Icon name="refresh" />
          Try again
          <Caps keys="r" />
        </button>
        <button type="button" className="btn primary s" onClick={report}>
          Report, next task
          <Caps keys="enter" />
        </button>
      </div>
    </Middle>
  );
}

export function Failed({ session }: { session: Session }) {
  const failure = useStore(session.store, (state) => state.failure);
  const away = failure instanceof Problem && failure.status === 0;
  return (
    <Middle>
      <h2>{away ? "The server cannot be reached" : (failure?.title ?? "There is no work here")}</h2>
      <p>{away ? "It is tried again by itself. What you did before is safe on this computer." : failure?.detail}</p>
      <div className="row">
        <button type="button" className="btn" onClick={() => session.wake()}>
          Try again
        </button>
        <Link to="/work" className="btn quiet">
          My work
        </Link>
      </div>
    </Middle>
  );
}

/** Lines over the lower edge of the stage: what the person should know now. They block nothing. */
export function Lines({ session }: { session: Session }) {
  const state = useStore(session.store, (value) => value);
  const now = useNow(5_000);
  const { notice, offlineSince, pending, ready, signedOut, leaseGone, expiresAt } = state;
  const near = expiresAt !== null && expiresAt > now && expiresAt - now < NEAR_END_MS;
  // Said once: after the next submit only the dot and the count in the foot remain.
  const told = useRef({ since: 0, done: 0 });
  if (offlineSince !== null && told.current.since !== offlineSince)
    told.current = { since: offlineSince, done: state.doneHere };
  if (notice) {
    return (
      <Say kind={notice.kind} icon={notice.kind === "bad" ? "flag" : "chat"}>
        {notice.text}
        <button type="button" className="ib" aria-label="Close" onClick={() => session.dismiss()}>
          ×
        </button>
      </Say>
    );
  }
  if (signedOut) {
    return (
      <Say kind="warn" icon="flag">
        You were signed out. Your work is kept on this computer;{" "}
        <a href="/signin" target="_blank" rel="noreferrer">
          sign in
        </a>{" "}
        and come back to this window.
      </Say>
    );
  }
  // Where nothing is loaded the middle of the stage says so.
  const loaded = state.task !== null && isReady(state.task);
  if (offlineSince !== null && loaded && told.current.done === state.doneHere) {
    const waiting =
      pending === 0 ? "nothing waits" : pending === 1 ? "1 submitted task waits" : `${pending} submitted tasks wait`;
    return (
      <Say kind="warn" icon="offline">
        No connection since {clockShort(offlineSince)}. Go on: {waiting} on this computer and {ready} more{" "}
        {ready === 1 ? "is" : "are"} ready to do.
      </Say>
    );
  }
  if (leaseGone)
    return (
      <Say kind="warn" icon="clock">
        The time for this task ran out. What you did is kept and you can still submit.
      </Say>
    );
  if (near)
    return (
      <Say kind="warn" icon="clock">
        No key or move for a while. Any key keeps this task. If the time runs out, your work is kept and you can still
        submit.
      </Say>
    );
  return null;
}

function Say({
  kind,
  icon,
  children,
}: {
  kind: "info" | "warn" | "bad";
  icon: "flag" | "chat" | "clock" | "offline";
  children: ReactNode;
}) {
  return (
    <div className={`say ${kind}`} role={kind === "bad" ? "alert" : "status"}>
      <Icon name={icon} />
      <span className="grow">{children}</span>
    </div>
  );
}
