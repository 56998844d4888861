import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Definition, definitionQuery } from "../api/projects";
import { type Me, meQuery } from "../api/session";
import type { Fields } from "../editors/field";
import { journalOf } from "./journal";
import { loadPicture } from "./media";
import { Session } from "./session";
import type { Opening } from "./sitting";
import { work } from "./work";

export interface Bench {
  session: Session;
  fields: Fields;
  definition: Definition;
  me: Me;
  project: string;
  stage: string;
}

/** The sitting at a stage: begun with the screen, given back when the page goes away. Null until all of it is known. */
export function useBench(project: string, stage: string, opening?: Opening): { bench: Bench | null; error: unknown } {
  const me = useQuery(meQuery);
  const definition = useQuery({ ...definitionQuery(project), staleTime: 60_000 });
  const [session, setSession] = useState<Session | null>(null);
  const person = me.data?.person.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a sitting begins with what was asked for when it began
  useEffect(() => {
    if (person === undefined) return;
    const made = new Session(
      {
        api: work,
        journal: journalOf(person),
        loadPicture,
        now: Date.now,
        uuid: () => crypto.randomUUID(),
        afterPaint,
      },
      { project, stage, person, opening },
    );
    void made.start();
    setSession(made);
    const leave = () => made.leave();
    const wake = () => made.wake();
    const seen = () => (document.hidden ? made.hide() : wake());
    const touch = () => made.touch();
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", wake);
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", seen);
    for (const kind of INPUTS) window.addEventListener(kind, touch, { passive: true, capture: true });
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", wake);
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", seen);
      for (const kind of INPUTS) window.removeEventListener(kind, touch, { capture: true });
      made.stop();
    };
  }, [project, stage, person]);

  const ready = session?.place.project === project && session.place.stage === stage && me.data && definition.data;
  const bench = ready
    ? {
        session,
        fields: definition.data.schema as unknown as Fields,
        definition: definition.data,
        me: me.data,
        project,
        stage,
      }
    : null;
  return { bench, error: me.error ?? definition.error };
}

/** Once the frame that shows what was changed is out; at once where nobody looks, for no frame comes there. */
function afterPaint(run: () => void): void {
  if (document.hidden) run();
  else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(run)));
}

const INPUTS = ["keydown", "pointermove", "pointerdown", "wheel"] as const;
