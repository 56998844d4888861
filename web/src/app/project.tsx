import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams, useRouterState } from "@tanstack/react-router";
import { mayEnter } from "../api/may";
import { projectQuery } from "../api/projects";
import { ForManagers } from "../design/for-managers";

/** The rooms of one project; who has no business in one is told so, and where their own work is. */
export function ProjectRooms() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug" });
  const room = useRouterState({ select: (state) => state.location.pathname.split("/")[3] ?? "" });
  const { data: project, isPending } = useQuery(projectQuery(slug));
  if (isPending) return null;
  return project && !mayEnter(project.roles, room) ? <ForManagers title={project.name} of="the project" /> : <Outlet />;
}
