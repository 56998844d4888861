import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useParams, useRouteContext, useRouterState } from "@tanstack/react-router";
import { useLive } from "../api/live";
import { may } from "../api/may";
import { projectsQuery } from "../api/projects";
import { type Me, meQuery, type Preferences, rolesOf, savePreferences } from "../api/session";
import { type Command, useCommands } from "../design/commands";
import { setLook, useShownLook } from "../design/look";
import { Rail, rooms } from "./rail";
import { Top } from "./top";

const dense = /^\/(new$|projects\/[^/]+\/(data|pipeline|people|guideline|setup))/;

/** Narrow by default where the work needs the width; what a person chose holds from then on. */
function useRail(me: Me) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const queries = useQueryClient();
  const key = dense.test(path) ? "railDense" : "rail";
  const compact = (me.preferences[key] ?? (key === "rail" ? "wide" : "compact")) === "compact";
  const save = useMutation({ mutationFn: savePreferences });
  const toggle = () => {
    const preferences: Preferences = { ...me.preferences, [key]: compact ? "wide" : "compact" };
    queries.setQueryData(meQuery.queryKey, (before) => before && { ...before, preferences });
    save.mutate(preferences);
  };
  return { compact, toggle };
}

/** What can be done from everywhere: go to a room, change the look. */
function useFrameCommands(toggleRail: () => void) {
  const navigate = useNavigate();
  const { slug } = useParams({ strict: false });
  const { data: projects } = useQuery(projectsQuery);
  const { data: me } = useQuery(meQuery);
  const look = useShownLook();
  const go = (to: string) => () => void navigate({ to });
  const letters: Record<string, string> = {
    Home: "h",
    Data: "d",
    Pipeline: "p",
    Guideline: "g",
    People: "u",
    Releases: "r",
  };
  const here: Command[] = slug
    ? rooms(slug, projects?.find((one) => one.slug === slug)?.roles ?? []).map((room) => ({
        name: `go.${room.label}`,
        label: room.label,
        keys: `g ${letters[room.label]}`,
        group: "Go to",
        icon: room.icon,
        perform: go(room.to),
      }))
    : [];
  useCommands([
    {
      name: "rail",
      label: "Collapse or expand the rail",
      keys: "[",
      icon: "sidebar",
      group: "View",
      perform: toggleRail,
    },
    {
      name: "look",
      label: look === "dark" ? "Light theme" : "Dark theme",
      icon: look === "dark" ? "sun" : "moon",
      group: "View",
      perform: () => setLook(look === "dark" ? "light" : "dark"),
    },
    ...here,
    {
      name: "go.projects",
      label: "All projects",
      keys: "g a",
      group: "Go to",
      icon: "projects",
      perform: go("/projects"),
    },
    { name: "go.work", label: "My work", keys: "g w", group: "Go to", icon: "inbox", perform: go("/work") },
    { name: "go.settings", label: "Settings", keys: "g ,", group: "Go to", icon: "settings", perform: go("/settings") },
    ...(me && may(rolesOf(me), "project.create")
      ? [{ name: "new", label: "New project", group: "Projects", icon: "plus" as const, perform: go("/new") }]
      : []),
    ...(projects ?? []).map((project) => ({
      name: `project.${project.slug}`,
      label: project.name,
      group: "Projects",
      icon: project.media === "text" ? ("lines" as const) : ("image" as const),
      perform: go(`/projects/${project.slug}`),
    })),
  ]);
}

/** Top bar, rail and the room; every managing screen stands in it. */
export function Frame() {
  const context = useRouteContext({ from: "/private" });
  const { data: me = context.me } = useQuery(meQuery);
  const { slug } = useParams({ strict: false });
  const live = useLive(slug);
  const rail = useRail(me);
  useFrameCommands(rail.toggle);
  const classes = ["app", rail.compact && "compact", live.state === "stale" && "old"].filter(Boolean).join(" ");
  return (
    <div className={classes}>
      <Top me={me} live={live} />
      <Rail compact={rail.compact} toggle={rail.toggle} />
      <Outlet />
    </div>
  );
}
