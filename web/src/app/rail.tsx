import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { homeQuery, projectsQuery, type Stage } from "../api/projects";
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

/** The rooms of a project that have something behind them, in the order of the drawing. */
export function rooms(slug: string, items?: number): Place[] {
  const at = `/projects/${slug}`;
  return [
    { to: at, label: "Home", icon: "home", exact: true },
    { to: `${at}/data`, label: "Data", icon: "data", count: items },
    { to: `${at}/pipeline`, label: "Pipeline", icon: "pipeline" },
    { to: `${at}/guideline`, label: "Guideline", icon: "guideline" },
    { to: `${at}/people`, label: "People", icon: "people" },
    { to: `${at}/releases`, label: "Releases", icon: "release" },
  ];
}

export const stageIcon = (stage: Pick<Stage, "kind">): IconName => (stage.kind === "annotate" ? "annotate" : "review");

export const shared: Place[] = [
  { to: "/projects", label: "Projects", icon: "projects", exact: true },
  { to: "/work", label: "My work", icon: "inbox" },
  { to: "/people", label: "People", icon: "people" },
  { to: "/settings", label: "Settings", icon: "settings" },
];

function ProjectRail({ slug }: { slug: string }) {
  const { data: home } = useQuery(homeQuery(slug));
  const places = rooms(slug, home?.items.total);
  return (
    <>
      {places.map((place) => (
        <Item key={place.to} place={place} />
      ))}
      {home && home.stages.length > 0 && (
        <>
          <div className="rail-h">
            <span className="nav-t">Work queues</span>
          </div>
          {home.stages.map((stage) => (
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
  return shared.map((place) => (
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
