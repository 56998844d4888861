import "./home.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Home, homeQuery } from "../../api/projects";
import { stuckAt } from "../../api/stuck";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Failure, Kbd, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { many } from "../../design/words";
import { Accepted } from "./accepted";
import { Attention, PeopleToday } from "./attention";
import { Figures } from "./figures";
import { sentence } from "./sentence";
import { Stages } from "./stages";
import { StuckSheet } from "./stuck";

/** How does it stand, and what do I do next? */
export function HomeRoom() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug/" });
  const { data, error, refetch } = useQuery(homeQuery(slug));
  return (
    <Room title={data?.project.name ?? "Home"}>
      {data ? (
        <Standing home={data} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <div className="home">
          <div className="say">
            <Skeleton heights={[32, 56, 57, 112, 174]} />
          </div>
        </div>
      )}
    </Room>
  );
}

interface Step {
  text: string;
  detail: string;
  button: string;
  to?: string;
  act?: () => void;
}

/** The one thing that helps most now; null when all there is to do is to wait. */
function nextStep(home: Home, showStuck: () => void): Step | null {
  const { project, items, stages, pilot } = home;
  const at = `/projects/${project.slug}`;
  if (project.state === "draft") {
    return {
      text: "Next: finish the set-up",
      detail: "six short steps, in any order",
      button: "Continue set-up",
      to: `${at}/setup`,
    };
  }
  if (items.total === 0) {
    return {
      text: "Next: bring data in",
      detail: "a folder of photos, or a table of texts",
      button: "Import",
      to: `${at}/data?import=1`,
    };
  }
  const stuck = stages.reduce((sum, stage) => sum + stuckAt(stage), 0);
  if (stuck > 0) {
    return {
      text: `Next: end what nobody can finish`,
      detail: `${many(stuck, "task")}, each with its cause`,
      button: `See ${many(stuck, "task")}`,
      act: showStuck,
    };
  }
  if (pilot && !pilot.open) {
    const queue = stages.find(({ key }) => key === pilot.stage);
    const complete = pilot.complete === pilot.items;
    const detail = `${pilot.complete} of ${many(pilot.items, "item")} answered by everybody`;
    if (!complete && queue?.mine && queue.waiting > 0) {
      return {
        text: "Next: answer the pilot",
        detail,
        button: "Start the pilot",
        to: `/work/${project.slug}/${pilot.stage}`,
      };
    }
    return {
      text: complete ? "Next: compare the pilot's answers and open its gate" : "Next: let the pilot finish",
      detail,
      button: "Open the pilot",
      to: `${at}/pilot/${pilot.stage}`,
    };
  }
  if (items.accepted > 0 && items.accepted + items.dropped === items.total) {
    return {
      text: "Next: freeze a version",
      detail: `${many(items.accepted, "label")}, with their history`,
      button: "Go to releases",
      to: `${at}/releases`,
    };
  }
  const stage = stages.find(({ mine, waiting, phase }) => mine && waiting > 0 && phase === "open");
  if (!stage) return null;
  return {
    text: `Next: ${stage.kind === "annotate" ? "annotate" : "review"} what waits longest`,
    detail: `${many(stage.waiting, "task")} at ${stage.name}`,
    button: stage.kind === "annotate" ? "Start annotating" : "Start reviewing",
    to: `/work/${project.slug}/${stage.key}`,
  };
}

function Standing({ home }: { home: Home }) {
  const { project, items } = home;
  const navigate = useNavigate();
  const [stuck, setStuck] = useState(false);
  const said = sentence(home);
  const step = nextStep(home, () => setStuck(true));
  const go = () => (step?.act ? step.act() : step?.to && void navigate({ to: step.to }));
  const noun = project.media === "text" ? "text" : project.media === "image" ? "photo" : "item";
  useCommands([
    { name: "home.next", label: step?.button ?? "Next step", keys: "r", when: () => step !== null, perform: go },
    { name: "home.stuck", label: "Tasks nobody can finish", perform: () => setStuck(true) },
  ]);
  return (
    <div className="home">
      <div className="say">
        <div className="head">
          <h1>{project.name}</h1>
          <span className="sub">
            {items.total > 0 ? many(items.total, noun) : "no data yet"}
            {project.state !== "running" && `, ${project.state}`}
          </span>
        </div>
        <p className="line">
          <b>{said.head}</b> {said.rest}
        </p>
        {step && (
          <div className="next">
            <div className="grow">
              <div className="md">{step.text}</div>
              <div className="effects">{step.detail}</div>
            </div>
            {step.to ? (
              <Link to={step.to} className="btn primary">
                {step.button} <Kbd keys="r" />
              </Link>
            ) : (
              <button type="button" className="btn primary" onClick={step.act}>
                {step.button} <Kbd keys="r" />
              </button>
            )}
          </div>
        )}
        {home.checklist && <Checklist steps={home.checklist} />}
      </div>
      <Figures home={home} showStuck={() => setStuck(true)} />
      <Stages home={home} showStuck={() => setStuck(true)} />
      <Accepted hours={home.accepted_by_hour} items={home.items} />
      <div className="side stack">
        <Attention home={home} showStuck={() => setStuck(true)} />
        <PeopleToday people={home.people_today} />
      </div>
      <StuckSheet slug={project.slug} opened={stuck} close={() => setStuck(false)} />
    </div>
  );
}

/** The first walk through the demo, ticked off as it happens. */
function Checklist({ steps }: { steps: NonNullable<Home["checklist"]> }) {
  return (
    <ol className="walk card mt3" aria-label="First steps">
      {steps.map((step, at) => (
        <li key={step.text} className={step.done ? "done" : undefined}>
          <span className="tick">{step.done ? <Icon name="check" size="s" /> : at + 1}</span>
          {step.href && !step.done ? (
            <Link to={step.href} className="link">
              {step.text}
            </Link>
          ) : (
            <span>{step.text}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
