import "./setup.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { guidelineQuery } from "../../api/guideline";
import { peopleQuery } from "../../api/people";
import { homeQuery, type Project, projectQuery } from "../../api/projects";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Empty, Failure, Kbd, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { many, when } from "../../design/words";
import { DataStep } from "./data-step";
import { type Draft, useDraft } from "./draft";
import { GuidelineStep } from "./guideline-step";
import { LabelsStep } from "./labels-step";
import { PeopleStep } from "./people-step";
import { PipelineStep } from "./pipeline-step";
import { Preview } from "./preview";
import { StartStep } from "./start-step";

const keys = ["data", "labels", "guideline", "people", "pipeline", "start"] as const;
type Key = (typeof keys)[number];
const titles: Record<Key, string> = {
  data: "Data",
  labels: "What to label",
  guideline: "Guideline",
  people: "People",
  pipeline: "Pipeline",
  start: "Review and start",
};

/** A project's set-up: six steps, in any order, each with what it already knows. */
export function Setup() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug/setup" });
  const { data: project } = useQuery(projectQuery(slug));
  return project ? <Opened key={slug} slug={slug} project={project} /> : <Room title="Set-up">{null}</Room>;
}

/** As it was when it was opened: a project that is started here is left from here. */
function Opened({ slug, project }: { slug: string; project: Project }) {
  const [state] = useState(project.state);
  return state === "draft" ? <Drafting slug={slug} /> : <Begun slug={slug} state={state} />;
}

/** A project that has begun is changed where one sees what that does to the work in it. */
function Begun({ slug, state }: { slug: string; state: string }) {
  return (
    <Room title="Set-up">
      <div className="fresh">
        <section className="card">
          <Empty
            title={state === "running" ? "This project has begun" : "This project is archived"}
            actions={
              <Link to="/projects/$slug/pipeline" params={{ slug }} className="btn primary">
                Open the pipeline
              </Link>
            }
          >
            {state === "running"
              ? "Its definition is changed under Pipeline, where one sees what a change does to the items in work before it is applied."
              : "Its definition can be read under Pipeline, and no longer changed."}
          </Empty>
        </section>
      </div>
    </Room>
  );
}

function Drafting({ slug }: { slug: string }) {
  const draft = useDraft(slug);
  if (!("text" in draft)) {
    return (
      <Room title="Set-up">{draft.error ? <Failure error={draft.error} /> : <Skeleton heights={[32, 320]} />}</Room>
    );
  }
  return <Steps slug={slug} draft={draft} />;
}

/** What each step knows, in a few words, and whether that is enough. */
function useKnown(slug: string, draft: Draft): Record<Key, { text: string; done: boolean }> {
  const { data: home } = useQuery(homeQuery(slug));
  const { data: people } = useQuery(peopleQuery(slug));
  const { data: guideline } = useQuery(guidelineQuery(slug));
  const total = home?.items.total ?? 0;
  const classes = draft.fields.reduce((sum, field) => sum + (field.classes?.length ?? 0), 0);
  const members = new Set(people?.teams.filter(({ key }) => key).flatMap((team) => team.people.map(({ id }) => id)))
    .size;
  const stages = Object.keys((draft.value.stages as Record<string, unknown> | undefined) ?? {});
  const missing = total === 0 || members === 0 || draft.checked?.ok === false;
  return {
    data: { text: total ? many(total, "item") : "nothing yet", done: total > 0 },
    labels: {
      text: `${many(draft.fields.length, "field")}${classes ? `, ${many(classes, "class", "classes")}` : ""}`,
      done: draft.fields.length > 0 && draft.checked?.ok !== false,
    },
    guideline: {
      text: guideline?.document.trim() ? `version ${guideline.version}` : "not written",
      done: Boolean(guideline?.document.trim()),
    },
    people: { text: members ? many(members, "person", "people") : "nobody yet", done: members > 0 },
    pipeline: { text: stages.length ? stages.join(", ") : "no stages", done: stages.length > 0 },
    start: { text: missing ? "lists what is missing" : "ready", done: false },
  };
}

function Steps({ slug, draft }: { slug: string; draft: Draft }) {
  const [at, setAt] = useState<Key>("data");
  const known = useKnown(slug, draft);
  const index = keys.indexOf(at);
  const before = keys[index - 1];
  const next = keys[index + 1];
  useCommands([
    {
      name: "setup.next",
      label: next ? `Next: ${titles[next].toLowerCase()}` : "Next step",
      keys: "mod+enter",
      always: true,
      when: () => next !== undefined,
      perform: () => next && setAt(next),
    },
    ...keys.map((key, n) => ({
      name: `setup.${key}`,
      label: `Step ${n + 1}: ${titles[key]}`,
      perform: () => setAt(key),
    })),
  ]);
  const step: Record<Key, ReactNode> = {
    data: <DataStep slug={slug} draft={draft} />,
    labels: <LabelsStep draft={draft} />,
    guideline: <GuidelineStep slug={slug} draft={draft} />,
    people: <PeopleStep slug={slug} draft={draft} />,
    pipeline: <PipelineStep slug={slug} draft={draft} />,
    start: <StartStep slug={slug} draft={draft} known={known} go={(key) => setAt(key as Key)} titles={titles} />,
  };
  return (
    <Room title={`Set-up, ${titles[at]}`} flush>
      <div className="setup">
        <nav className="steps" aria-label="Steps">
          <p className="sub steps-h">Set-up, in any order</p>
          {keys.map((key, n) => (
            <button
              key={key}
              type="button"
              className={["step bare", key === at && "on", known[key].done && "done"].filter(Boolean).join(" ")}
              aria-current={key === at ? "step" : undefined}
              onClick={() => setAt(key)}
            >
              <i>{known[key].done && key !== at ? <Icon name="check" size="s" /> : n + 1}</i>
              <b>{titles[key]}</b>
              <span className="sub cut">{known[key].text}</span>
            </button>
          ))}
        </nav>
        <div className="mid">{step[at]}</div>
        <aside className="prev" aria-label="What an annotator sees">
          <Preview slug={slug} draft={draft} />
        </aside>
        <footer className="foot">
          {before && (
            <button type="button" className="btn" onClick={() => setAt(before)}>
              <Icon name="left" /> {titles[before]}
            </button>
          )}
          <Saved draft={draft} />
          {next && (
            <button type="button" className="btn primary end" onClick={() => setAt(next)}>
              Next: {titles[next].toLowerCase()} <Kbd keys="mod+enter" />
            </button>
          )}
        </footer>
      </div>
    </Room>
  );
}

function Saved({ draft }: { draft: Draft }) {
  const bad = draft.unreadable || draft.checked?.ok === false || draft.refused;
  return (
    <span className={bad ? "row sm t-warn" : "row sm muted"} role="status">
      <Icon name={bad ? "warn" : "check"} size="s" />
      {bad
        ? `Not saved: ${draft.refused?.message ?? draft.unreadable ?? many(draft.checked?.problems.length ?? 1, "problem")}`
        : draft.saving
          ? "Saving"
          : draft.saved
            ? `Saved as draft, ${when(draft.saved.toISOString())}`
            : "Saved as draft"}
    </span>
  );
}
