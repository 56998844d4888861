import "./projects.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { may } from "../../api/may";
import { type Project, projectsQuery } from "../../api/projects";
import { meQuery, rolesOf } from "../../api/session";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Empty, Failure, Kbd, Segments, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { many } from "../../design/words";
import { ProjectRow } from "./row";
import { Welcome } from "./welcome";

/** Which project needs me? */
export function Projects() {
  const { data, error, isPending, refetch } = useQuery(projectsQuery);
  const { data: me } = useQuery(meQuery);
  if (isPending || error) {
    return (
      <Room title="Projects">
        <div className="page">
          <h1>Projects</h1>
          <div className="mt4">
            {error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton heights={[32, 84, 85, 86]} />}
          </div>
        </div>
      </Room>
    );
  }
  const creates = may(me && rolesOf(me), "project.create");
  return data.length === 0 && creates ? <Welcome /> : <List projects={data} creates={creates} />;
}

/** Needs attention first, then what runs, drafts and finished last; the order holds while one looks. */
function ordered(projects: Project[]): Project[] {
  const rank = (project: Project) =>
    project.state === "archived" ? 3 : project.attention.length > 0 ? 0 : project.state === "running" ? 1 : 2;
  return [...projects].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function Sentence({ projects }: { projects: Project[] }) {
  const needy = projects.filter((project) => project.state !== "archived" && project.attention.length > 0);
  const first = needy[0];
  const running = projects.filter((project) => project.state === "running").length;
  if (!projects.some(({ roles }) => may(roles, "progress.see"))) {
    return (
      <p className="mt2 lead">
        {projects.length > 0 ? "You work in " : "You work in no project yet. "}
        {projects.length > 0 && `${many(projects.length, "project")}. `}
        What waits for you is in <Link to="/work">My work</Link>.
      </p>
    );
  }
  return (
    <p className="mt2 lead">
      {first ? (
        <>
          <b>{needy.length === 1 ? "One project needs you." : `${needy.length} projects need you.`}</b> {first.name}:{" "}
          {first.attention[0]?.text}.
        </>
      ) : (
        <>
          <b>Nothing needs you.</b> {many(running, "project")} {running === 1 ? "runs by itself" : "run by themselves"}.
        </>
      )}
    </p>
  );
}

function List({ projects, creates }: { projects: Project[]; creates: boolean }) {
  const navigate = useNavigate();
  const filter = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState<"active" | "all">("active");
  const [at, setAt] = useState(-1);
  const active = projects.filter((project) => project.state !== "archived");
  const rows = ordered(shown === "active" ? active : projects).filter((project) =>
    project.name.toLowerCase().includes(typed.toLowerCase()),
  );
  const figures = rows.some(({ roles }) => may(roles, "progress.see"));
  const move = (by: number) => setAt((now) => Math.max(0, Math.min(rows.length - 1, now + by)));
  useCommands([
    {
      name: "projects.new",
      label: "New project",
      keys: "n",
      when: () => creates,
      perform: () => void navigate({ to: "/new" }),
    },
    { name: "projects.filter", label: "Filter projects", keys: "/", perform: () => filter.current?.focus() },
    { name: "projects.down", label: "Next row", keys: "j", quiet: true, perform: () => move(1) },
    { name: "projects.up", label: "Row before", keys: "k", quiet: true, perform: () => move(-1) },
    {
      name: "projects.open",
      label: "Open the marked project",
      keys: "enter",
      quiet: true,
      when: () => rows[at] !== undefined,
      perform: () => void navigate({ to: `/projects/${rows[at]?.slug}` }),
    },
  ]);
  return (
    <Room title="Projects">
      <div className="page">
        <div className="head">
          <h1>Projects</h1>
          <span className="row end">
            <span className="input find-in">
              <Icon name="search" />
              <input
                ref={filter}
                value={typed}
                aria-label="Filter projects"
                placeholder="Filter projects"
                onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
              />
              <Kbd keys="/" />
            </span>
            <Segments
              label="Which projects"
              value={shown}
              onChange={setShown}
              choices={[
                { value: "active", label: `Active ${active.length}` },
                { value: "all", label: `All ${projects.length}` },
              ]}
            />
            {creates && (
              <Link to="/new" className="btn primary">
                <Icon name="plus" />
                New project <Kbd keys="n" />
              </Link>
            )}
          </span>
        </div>
        <Sentence projects={projects} />
        <section className="card plist mt4" aria-label="Projects">
          <div className="prow h" aria-hidden="true">
            <span>Project</span>
            {figures && (
              <>
                <span>Progress</span>
                <span>Waiting</span>
                <span>Needs attention</span>
              </>
            )}
          </div>
          {rows.map((project, index) => (
            <ProjectRow key={project.slug} project={project} marked={index === at} />
          ))}
          {rows.length === 0 && projects.length > 0 && (
            <Empty
              title="No project matches"
              actions={
                <button type="button" className="btn s" onClick={() => setTyped("")}>
                  Clear the filter
                </button>
              }
            >
              None of {projects.length} is called “{typed}”.
            </Empty>
          )}
        </section>
      </div>
    </Room>
  );
}
