import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { may, mayEnter } from "../api/may";
import { homeQuery, projectQuery, projectsQuery, type Stage } from "../api/projects";
import { meQuery, type Role, rolesOf } from "../api/session";
import { Icon, type IconName } from "../design/icons";
import { Kbd } from "../design/parts";
import { count } from "../design/words";

interface Place {
  to: string;
  label: string;
  icon: IconName;
  count?: number;
  exact?: boolean;
}

function Item({ place }: { place: Place }) {
  return (
    <Link
      to={place.to}
      className="nav"
      title={place.label}
      activeOptions={{ exact: place.exact ?? false }}
      activeProps={{ className: "nav on", "aria-current": "page" }}
    >
      <Icon name={place.icon} />
      <span className="nav-t">{place.label}</span>
      {place.count !== undefined && <span className="count">{count(place.count)}</span>}
    </Link>
  );
}

/** The rooms of a project that have something behind them for these roles, in the order of the drawing. */
export function rooms(slug: string, roles: readonly Role[], items?: number): Place[] {
  const at = `/projects/${slug}`;
  const all: Place[] = [
    { to: at, label: "Home", icon: "home", exact: true },
    { to: `${at}/data`, label: "Data", icon: "data", count: items },
    { to: `${at}/pipeline`, label: "Pipeline", icon: "pipeline" },
    { to: `${at}/guideline`, label: "Guideline", icon: "guideline" },
    { to: `${at}/people`, label: "People", icon: "people" },
    { to: `${at}/releases`, label: "Releases", icon: "release" },
  ];
  return all.filter(({ to }) => mayEnter(roles, to.slice(at.length + 1)));
}

export const stageIcon = (stage: Pick<Stage, "kind">): IconName => (stage.kind === "annotate" ? "annotate" : "review");

const shared: Place[] = [
  { to: "/projects", label: "Projects", icon: "projects", exact: true },
  { to: "/work", label: "My work", icon: "inbox" },
  { to: "/people", label: "People", icon: "people" },
  { to: "/settings", label: "Settings", icon: "settings" },
];

function ProjectRail({ slug }: { slug: string }) {
  const { data: project } = useQuery(projectQuery(slug));
  const roles = project?.roles ?? [];
  const { data: home } = useQuery({ ...homeQuery(slug), enabled: may(roles, "progress.see") });
  const places = rooms(slug, roles, home?.items.total);
  const queues =
    project?.state === "running" && may(roles, "work.do") ? (home?.stages ?? []).filter(({ mine }) => mine) : [];
  return (
    <>
      {places.map((place) => (
        <Item key={place.to} place={place} />
      ))}
      {queues.length > 0 && (
        <>
          <div className="rail-h">
            <span className="nav-t">Work queues</span>
          </div>
          {queues.map((stage) => (
            <Item
              key={stage.key}
              place={{
                to: `/work/${slug}/${stage.key}`,
                label: stage.name,
                icon: stageIcon(stage),
                count: stage.waiting,
              }}
            />
          ))}
        </>
      )}
    </>
  );
}

function SharedRail() {
  const { data: projects } = useQuery(projectsQuery);
  const { data: me } = useQuery(meQuery);
  const seen = shared.filter(({ to }) => to !== "/people" || (me && may(rolesOf(me), "people.see")));
  return seen.map((place) => (
    <Item key={place.to} place={place.to === "/projects" ? { ...place, count: projects?.length } : place} />
  ));
}

export function Rail({ compact, toggle }: { compact: boolean; toggle: () => void }) {
  const { slug } = useParams({ strict: false });
  return (
    <nav className="rail" aria-label={slug ? "Project" : "Main"}>
      {slug ? <ProjectRail slug={slug} /> : <SharedRail />}
      <div className="grow-y" />
      <button
        type="button"
        className="nav"
        onClick={toggle}
        aria-expanded={!compact}
        title={compact ? "Expand" : "Collapse"}
      >
        <Icon name="sidebar" />
        <span className="nav-t">Collapse</span>
        <span className="end">
          <Kbd keys="[" />
        </span>
      </button>
    </nav>
  );
}
