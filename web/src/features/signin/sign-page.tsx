import type { ReactNode } from "react";
import { Mark } from "../../design/icons";

/** The quiet page around the sign-in forms. */
export function SignPage({ children }: { children: ReactNode }) {
  return (
    <main className="sign">
      <div className="sign-in">
        <span className="brand">
          <Mark />
          <span>Labelwright</span>
        </span>
        {children}
      </div>
      <footer className="row sm muted sign-foot">
        <span>{location.host}</span>
        <i className="sep-v" />
        <span>runs on your own machine, calls nobody</span>
      </footer>
    </main>
  );
}
