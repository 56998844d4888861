import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Problem } from "../api/http";
import { manages, meQuery } from "../api/session";
import { Keyboard } from "../design/keyboard";
import { Failure } from "../design/parts";
import { Frame } from "./frame";
import { Missing } from "./missing";
import { ProjectRooms } from "./project";
import { queries } from "./queries";

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing, errorComponent: Broken });

function Broken({ error }: { error: unknown }) {
  return (
    <main className="lost">
      <Failure error={error} retry={() => location.reload()} what="This page failed" />
    </main>
  );
}

/** Who is signed in; anybody else is sent to the sign-in page and comes back afterwards. */
async function signedIn({ location }: { location: { href: string } }) {
  try {
    return { me: await queries.ensureQueryData(meQuery) };
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      throw redirect({ to: "/signin", search: { next: location.href } });
    }
    throw error;
  }
}

/** What follows the question mark, as words. */
const words = (search: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(search)
      .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
      .map(([name, value]) => [name, String(value)]),
  );

/** Where somebody wanted to go before signing in: an address of ours and no other. */
const onward = ({ next }: Record<string, unknown>): { next?: string } =>
  typeof next === "string" && next.startsWith("/") && !next.startsWith("//") ? { next } : {};

const signin = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  validateSearch: onward,
  component: lazyRouteComponent(() => import("../features/signin/signin"), "SignIn"),
});
const link = createRoute({
  getParentRoute: () => root,
  path: "/link/$key",
  validateSearch: onward,
  component: lazyRouteComponent(() => import("../features/signin/accept-link"), "AcceptLink"),
});

const private_ = createRoute({
  getParentRoute: () => root,
  id: "private",
  beforeLoad: signedIn,
  component: () => (
    <>
      <Keyboard />
      <Outlet />
    </>
  ),
});

const index = createRoute({
  getParentRoute: () => private_,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({ to: manages(context.me) ? "/projects" : "/work" });
  },
});

// The annotators' pages have a frame of their own.
const myWork = createRoute({
  getParentRoute: () => private_,
  path: "/work",
  component: lazyRouteComponent(() => import("./my-work"), "MyWorkPage"),
});
const workbench = createRoute({
  getParentRoute: () => private_,
  path: "/work/$project/$stage",
  validateSearch: (search: Record<string, unknown>): { ref?: string; answer?: number } => ({
    ...(typeof search.ref === "string" ? { ref: search.ref } : {}),
    ...(typeof search.answer === "number" ? { answer: search.answer } : {}),
  }),
  component: lazyRouteComponent(() => import("./bench"), "Workbench"),
});

const frame = createRoute({ getParentRoute: () => private_, id: "frame", component: Frame });

const projects = createRoute({
  getParentRoute: () => frame,
  path: "/projects",
  component: lazyRouteComponent(() => import("../features/projects/projects"), "Projects"),
});
const fresh = createRoute({
  getParentRoute: () => frame,
  path: "/new",
  validateSearch: words,
  component: lazyRouteComponent(() => import("../features/setup/new-project"), "NewProject"),
});
const everybody = createRoute({
  getParentRoute: () => frame,
  path: "/people",
  component: lazyRouteComponent(() => import("../features/people/everybody"), "Everybody"),
});
const settings = createRoute({
  getParentRoute: () => frame,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/settings/settings"), "Settings"),
});

const project = createRoute({ getParentRoute: () => frame, path: "/projects/$slug", component: ProjectRooms });
const home = createRoute({
  getParentRoute: () => project,
  path: "/",
  component: lazyRouteComponent(() => import("../features/home/home"), "HomeRoom"),
});
const setup = createRoute({
  getParentRoute: () => project,
  path: "/setup",
  component: lazyRouteComponent(() => import("../features/setup/setup"), "Setup"),
});
const data = createRoute({
  getParentRoute: () => project,
  path: "/data",
  validateSearch: words,
  component: lazyRouteComponent(() => import("../features/data/data"), "DataRoom"),
});
const pipeline = createRoute({
  getParentRoute: () => project,
  path: "/pipeline",
  validateSearch: (search: Record<string, unknown>): { stage?: string } =>
    typeof search.stage === "string" ? { stage: search.stage } : {},
  component: lazyRouteComponent(() => import("../features/pipeline/pipeline"), "PipelineRoom"),
});
const guideline = createRoute({
  getParentRoute: () => project,
  path: "/guideline",
  component: lazyRouteComponent(() => import("../features/guideline/guideline"), "GuidelineRoom"),
});
const people = createRoute({
  getParentRoute: () => project,
  path: "/people",
  component: lazyRouteComponent(() => import("../features/people/people"), "PeopleRoom"),
});
const releases = createRoute({
  getParentRoute: () => project,
  path: "/releases",
  component: lazyRouteComponent(() => import("../features/releases/releases"), "ReleasesRoom"),
});
const pilot = createRoute({
  getParentRoute: () => project,
  path: "/pilot/$stage",
  component: lazyRouteComponent(() => import("../features/pilot"), "PilotRoom"),
});

const tree = root.addChildren([
  signin,
  link,
  private_.addChildren([
    index,
    myWork,
    workbench,
    frame.addChildren([
      projects,
      fresh,
      everybody,
      settings,
      project.addChildren([home, setup, data, pipeline, guideline, people, releases, pilot]),
    ]),
  ]),
]);

export const router = createRouter({ routeTree: tree, defaultPreload: "intent", scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
