import { type ReactNode, useEffect, useState } from "react";
import type { ClassDef } from "../editors/field";
import { Guide, useGuide } from "./Guide";
import { Side, type Tab } from "./Side";
import { Thread } from "./Thread";
import type { Task } from "./task";
import type { Bench } from "./use-bench";

interface Opened {
  panel: ReactNode;
  go: (name: string) => void;
  /** Opens the thread with its field ready to write. */
  ask: () => void;
}

/** The tabs at the right: the editor's own first, where it has one, then the guide at the active class and the thread. */
export function useSide(
  bench: Bench,
  task: Task | null,
  at: ClassDef | null,
  anchor: string | null,
  own: Tab | null,
  more: readonly Tab[] = [],
): Opened {
  const [tab, setTab] = useState(own?.name ?? "guide");
  const [asked, setAsked] = useState(0);
  const version = task?.lease.guideline_version;
  const guide = useGuide(bench.project, version);
  const lease = task?.lease.lease;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a question belongs to its task
  useEffect(() => {
    setAsked(0);
    if (own) setTab((before) => (before === "thread" ? own.name : before));
  }, [lease]);
  const tabs: Tab[] = [
    ...(own ? [own] : []),
    {
      name: "guide",
      label: "Guide",
      keys: "g",
      ...(guide.data ? { note: `v${guide.data.version}` } : {}),
      body: <Guide project={bench.project} version={version} at={at} />,
    },
    {
      name: "thread",
      label: "Thread",
      body:
        lease === undefined ? null : (
          <Thread
            key={lease}
            session={bench.session}
            lease={lease}
            anchor={anchor}
            asked={asked}
            parked={() => bench.session.setAside()}
          />
        ),
    },
    ...more,
  ];
  return {
    panel: <Side tabs={tabs} at={tab} go={setTab} />,
    go: (name) => setTab(name === tab && own && name === "guide" ? own.name : name),
    ask: () => {
      setTab("thread");
      setAsked((before) => before + 1);
    },
  };
}
