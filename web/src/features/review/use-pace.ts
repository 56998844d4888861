import { useEffect, useRef, useState } from "react";
import { FAST_MS, mustWait, paceAfter } from "./pace";

/** Accepts at once; from the fifth quick one in a row the button fills over a second before it takes the key. */
export function usePace(lease: number | undefined, send: () => void): { accept: () => void; filling: boolean } {
  const [filling, setFilling] = useState(false);
  const shownAt = useRef(0);
  const streak = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every task is looked at anew
  useEffect(() => {
    shownAt.current = Date.now();
    setFilling(false);
    return () => clearTimeout(timer.current);
  }, [lease]);
  const done = () => {
    streak.current = paceAfter(streak.current, Date.now() - shownAt.current);
    send();
  };
  return {
    filling,
    accept: () => {
      if (filling) return;
      if (!mustWait(streak.current) || Date.now() - shownAt.current >= FAST_MS) return done();
      setFilling(true);
      timer.current = setTimeout(done, FAST_MS);
    },
  };
}
