import { type ReactNode, useEffect } from "react";

/** The part of the frame that a screen fills; it also names the window. */
export function Room({ title, flush, children }: { title: string; flush?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Labelwright`;
  }, [title]);
  return (
    <main className={flush ? "flush" : undefined} id="main" tabIndex={-1}>
      {children}
    </main>
  );
}
