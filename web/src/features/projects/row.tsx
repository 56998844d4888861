import { Link } from "@tanstack/react-router";
import { may } from "../../api/may";
import type { Project } from "../../api/projects";
import { Icon } from "../../design/icons";
import { Meter } from "../../design/parts";
import { count, many, percent } from "../../design/words";

const noun = (project: Project) => (project.media === "text" ? "text" : project.media === "image" ? "photo" : "item");

/** One project, 84 high: how far it is, what waits, what needs somebody. */
export function ProjectRow({ project, marked }: { project: Project; marked: boolean }) {
  const sees = may(project.roles, "progress.see");
  const share = project.items ? project.accepted / project.items : 0;
  const to = !sees
    ? "/work"
    : project.state === "draft"
      ? `/projects/${project.slug}/setup`
      : `/projects/${project.slug}`;
  return (
    <Link
      to={to}
      className={marked || project.attention.length > 0 ? "prow focus" : "prow"}
      data-marked={marked || undefined}
    >
      <div className="row top-a g3">
        <span className="tile">
          <Icon name={project.media === "text" ? "lines" : "image"} size="l" />
        </span>
        <div className="grow">
          <div className="b cut">{project.name}</div>
          <div className="sub mt1">
            {!sees ? "you work here" : project.items > 0 ? many(project.items, noun(project)) : "no data yet"}
            {project.state !== "running" && (
              <>
                <br />
                {project.state === "draft" ? "draft, not started" : "archived"}
              </>
            )}
          </div>
        </div>
      </div>
      {sees && <Figures project={project} share={share} />}
    </Link>
  );
}

/** Progress, what waits and what needs somebody: for those who see how a project goes. */
function Figures({ project, share }: { project: Project; share: number }) {
  return (
    <>
      {project.state === "draft" ? (
        <div>
          <div className="big muted">Draft</div>
          <div className="sub mt2">Open it to finish the set-up</div>
        </div>
      ) : (
        <div>
          <div className="big">
            {percent(share)}
            <small>accepted</small>
          </div>
          <div className="mt1">
            <Meter
              share={share}
              label={`${count(project.accepted)} of ${count(project.items)} accepted`}
              tone={share === 1 && project.items > 0 ? "good" : undefined}
            />
          </div>
          <div className="sub mt2">
            {count(project.accepted)} of {count(project.items)}
          </div>
        </div>
      )}
      <div>
        {project.state === "draft" ? null : (
          <>
            <div className="big">
              {count(project.waiting)}
              <small>{project.waiting === 1 ? "task" : "tasks"}</small>
            </div>
            {project.stuck > 0 && <div className="sub mt1 t-warn">{count(project.stuck)} need a manager</div>}
          </>
        )}
      </div>
      <div>
        <ul className="todo2">
          {project.attention.slice(0, 2).map((line) => (
            <li key={line.kind + line.text}>
              <Icon name="warn" tone="warn" />
              <span>{line.text}</span>
            </li>
          ))}
          {project.attention.length === 0 && project.state === "running" && (
            <li>
              <Icon name="check" tone="good" />
              <span className="muted">
                {share === 1 && project.items > 0 ? "Every item is accepted" : "Runs by itself"}
              </span>
            </li>
          )}
        </ul>
      </div>
    </>
  );
}
