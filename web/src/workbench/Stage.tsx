import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "../editors/store";
import { Failed, Lines, Middle, Missing, Nothing } from "./States";
import type { Session } from "./session";
import { isReady, type Task } from "./task";

interface Props {
  session: Session;
  label: string;
  /** dark around media, paper under text */
  paper?: boolean;
  report: () => void;
  children: (task: Task) => ReactNode;
}

/** The middle of the frame: the task, or in its place why there is none. */
export function Stage({ session, label, paper = false, report, children }: Props) {
  const phase = useStore(session.store, (state) => state.phase);
  const task = useStore(session.store, (state) => state.task);
  const navigate = useNavigate();
  const shown = () => {
    if (phase === "empty" && !task)
      return (
        <Nothing
          session={session}
          go={(queue) =>
            void navigate({ to: "/work/$project/$stage", params: { project: queue.project, stage: queue.stage } })
          }
        />
      );
    if (phase === "failed" && !task) return <Failed session={session} />;
    if (!task) return <Waiting session={session} dark={false} />;
    if (task.trouble) return <Missing session={session} report={report} />;
    if (!isReady(task)) return <Waiting session={session} dark={!paper} />;
    return children(task);
  };
  return (
    <main className={paper || !task ? "wb-page" : "wb-stage"} aria-label={label}>
      {shown()}
      <Lines session={session} />
    </main>
  );
}

/** Shown only after 150 ms: most waits are over before anybody could read it. */
function Waiting({ session, dark }: { session: Session; dark: boolean }) {
  const [late, setLate] = useState(false);
  const loading = useStore(session.store, (state) => state.loading);
  const away = useStore(session.store, (state) => state.offlineSince !== null);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  if (away) {
    return (
      <Middle dark={dark}>
        <p role="status">Offline: nothing is loaded. It goes on when the connection is back.</p>
      </Middle>
    );
  }
  const share = loading && loading.total > 0 ? loading.loaded / loading.total : 0;
  return (
    <div className="loading" role="status">
      <span className="over glass" style={{ left: 12, top: 12 }}>
        {loading ? `${Math.round(loading.loaded / 1024)} of ${Math.round(loading.total / 1024)} kB` : "On its way"}
      </span>
      <i style={{ width: `${share * 100}%` }} />
    </div>
  );
}
