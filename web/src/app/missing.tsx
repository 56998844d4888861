import { Link } from "@tanstack/react-router";
import { Mark } from "../design/icons";

/** An address that leads nowhere. */
export function Missing() {
  return (
    <main className="lost">
      <span className="brand">
        <Mark />
        Labelwright
      </span>
      <h1 className="mt4">There is nothing at this address</h1>
      <p className="muted mt2">It may have been renamed, or it belongs to a project you are no member of.</p>
      <Link to="/projects" className="btn mt4">
        To the projects
      </Link>
    </main>
  );
}
