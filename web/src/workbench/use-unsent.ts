import { useEffect, useState } from "react";
import { journalOf } from "./journal";
import { Outbox } from "./outbox";
import { work } from "./work";

/** Sends what an earlier page left in the journal, also where no bench is open, and says how much is still to go. */
export function useUnsent(person: number): number {
  const [pending, setPending] = useState(0);
  useEffect(() => {
    const journal = journalOf(person);
    const outbox = new Outbox(work, journal, Date.now, {
      receipt: () => undefined,
      // What the server refuses becomes an open task again: the bench shows it as it was left.
      refused: (out) => void journal.keep(out.task, Date.now()),
      line: (line) => setPending(line.pending),
      signedOut: () => undefined,
    });
    outbox.start().catch(() => setPending(0));
    const online = () => outbox.kick();
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
      outbox.stop();
    };
  }, [person]);
  return pending;
}
