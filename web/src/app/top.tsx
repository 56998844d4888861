import { Menu } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { actAs, actingPerson } from "../api/http";
import type { Live } from "../api/live";
import { projectsQuery } from "../api/projects";
import { type Me, signOut } from "../api/session";
import { perform } from "../design/commands";
import { Icon, Mark } from "../design/icons";
import { setLook, useShownLook } from "../design/look";
import { Avatar, Kbd } from "../design/parts";

const mediaIcon = (media: string | null | undefined) => (media === "text" ? "lines" : "image");

function Switcher({ slug }: { slug: string }) {
  const { data: projects } = useQuery(projectsQuery);
  const here = projects?.find((project) => project.slug === slug);
  return (
    <>
      <Link to="/projects" className="crumb">
        Projects
      </Link>
      <span className="sep" aria-hidden="true">
        /
      </span>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <button type="button" className="switch" title="Another project">
            <Icon name={mediaIcon(here?.media)} />
            <b className="cut">{here?.name ?? slug}</b>
            {here?.state === "draft" && <span className="badge">draft</span>}
            <Icon name="down" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {projects?.map((project) => (
            <Menu.Item
              key={project.slug}
              component={Link}
              to={`/projects/${project.slug}`}
              leftSection={<Icon name={mediaIcon(project.media)} />}
            >
              {project.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function LiveMark({ live }: { live: Live }) {
  if (live.state === "connecting") return null;
  const clock = live.since?.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return (
    <span className={live.state === "live" ? "live" : "live stale"} role="status">
      <i className="dot" />
      {live.state === "live" ? "Live" : `as of ${clock}`}
    </span>
  );
}

/** Who is signed in: own pages, the look, in the demo somebody else. */
export function Account({ me }: { me: Me }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const look = useShownLook();
  const leave = async () => {
    await signOut();
    actAs(null);
    queries.clear();
    await navigate({ to: "/signin" });
  };
  const become = (person: number) => {
    actAs(person);
    location.assign("/");
  };
  return (
    <Menu position="bottom-end" width={248}>
      <Menu.Target>
        <button type="button" className="bare">
          <Avatar name={me.person.name} />
          <span className="unseen">Account of {me.person.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.person.name}
          <br />
          {me.person.email}
        </Menu.Label>
        <Menu.Item component={Link} to="/work" leftSection={<Icon name="inbox" />}>
          My work
        </Menu.Item>
        <Menu.Item component={Link} to="/settings" leftSection={<Icon name="settings" />}>
          Settings
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name={look === "dark" ? "sun" : "moon"} />}
          onClick={() => setLook(look === "dark" ? "light" : "dark")}
        >
          {look === "dark" ? "Light theme" : "Dark theme"}
        </Menu.Item>
        {me.demo && (
          <>
            <Menu.Divider />
            <Menu.Label>Demo: be somebody else in this tab</Menu.Label>
            {me.demo.people.map((person) => (
              <Menu.Item
                key={person.id}
                onClick={() => become(person.id)}
                leftSection={<Icon name={person.id === me.person.id ? "check" : "people"} />}
              >
                {person.name} <span className="muted">{person.roles[0]?.replace("_", " ")}</span>
              </Menu.Item>
            ))}
          </>
        )}
        {!actingPerson() && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<Icon name="leave" />} onClick={() => void leave()}>
              Sign out
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

export function Top({ me, live }: { me: Me; live: Live }) {
  const { slug } = useParams({ strict: false });
  return (
    <header className="top">
      <a className="skip" href="#main">
        To the content
      </a>
      <Link to="/projects" className="brand" aria-label="Labelwright, all projects">
        <Mark />
        <span>Labelwright</span>
      </Link>
      {slug && <Switcher slug={slug} />}
      <button type="button" className="find end" onClick={() => perform("palette")} aria-keyshortcuts="Control+K">
        <Icon name="search" />
        <span>Search or run a command</span>
        <Kbd keys="mod+k" />
      </button>
      <LiveMark live={live} />
      <Account me={me} />
    </header>
  );
}
