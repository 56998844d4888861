import { Link } from "@tanstack/react-router";
import type { Home } from "../../api/projects";
import { Icon } from "../../design/icons";
import { Avatar } from "../../design/parts";
import { count, many, span } from "../../design/words";

/** What waits for a manager, most costly first. */
export function Attention({ home, showStuck }: { home: Home; showStuck: () => void }) {
  return (
    <section className="card" aria-label="Needs attention">
      <header>
        <h2>Needs attention</h2>
        {home.attention.length > 0 && <span className="badge end">{home.attention.length}</span>}
      </header>
      {home.attention.length === 0 ? (
        <p className="muted pad">
          {home.project.state === "running"
            ? "Nothing. The project runs by itself."
            : "Nothing: what needs you stands here while the project runs."}
        </p>
      ) : (
        <ul className="todo">
          {home.attention.map((line) => (
            <li key={line.kind + line.text}>
              <Icon name="warn" tone="warn" />
              <span className="md">{line.text}</span>
              <span className="do">
                {line.kind === "stranded" || line.kind === "parked" || line.kind === "stuck" ? (
                  <button type="button" className="link plain sm" onClick={showStuck}>
                    See the tasks
                  </button>
                ) : (
                  line.href && (
                    <Link to={line.href} className="link sm">
                      Open
                    </Link>
                  )
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Who answered today, and how long it took. */
export function PeopleToday({ people }: { people: Home["people_today"] }) {
  const most = Math.max(1, ...people.map((person) => person.answers));
  return (
    <section className="card" aria-label="People today">
      <header>
        <h2>People today</h2>
        {people.length > 0 && <span className="sub end">{many(people.length, "person", "people")}</span>}
      </header>
      {people.length === 0 ? (
        <p className="muted pad">Nobody has answered yet today.</p>
      ) : (
        <ul className="whos">
          {people.map((person) => (
            <li key={person.id} className="row">
              <Avatar name={person.name} size="s" />
              <span className="cut who">{person.name}</span>
              <span className="meter grow" aria-hidden="true">
                <i style={{ width: `${(person.answers / most) * 100}%` }} />
              </span>
              <span className="num who-n">{count(person.answers)}</span>
              <span className="num sub who-t">{span(person.active_ms)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
