import { useQuery } from "@tanstack/react-query";
import { templatesQuery } from "../../api/templates";
import { change, parse } from "../../definition/document";
import { KnobInput } from "../../definition/knob-input";
import { knobs } from "../../definition/knobs";
import { Diagram } from "../../design/diagram";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { titled } from "../../design/words";
import type { Draft } from "./draft";
import { Checks } from "./labels-step";

/** How an item travels: a template to begin with, its numbers to turn, and the picture of the flow. */
export function PipelineStep({ slug, draft }: { slug: string; draft: Draft }) {
  const templates = useQuery(templatesQuery);
  const use = (document: string) => {
    const { stages, teams } = parse(document).value;
    const had = (draft.value.teams ?? {}) as Record<string, unknown>;
    const wanted = Object.fromEntries(
      Object.entries(teams as Record<string, unknown>).map(([key, team]) => [key, had[key] ?? team]),
    );
    draft.set(change(change(draft.text, ["teams"], wanted), ["stages"], stages));
  };
  const stages = JSON.stringify(draft.value.stages);
  return (
    <>
      <div className="head">
        <h1>Pipeline</h1>
        <span className="sub">how an item travels from raw to accepted</span>
      </div>
      {templates.error && (
        <div className="mt3">
          <Failure error={templates.error} />
        </div>
      )}
      <div className="temps mt4">
        {templates.data?.map((one) => {
          const on = JSON.stringify(parse(one.document).value.stages) === stages;
          return (
            <button
              key={one.key}
              type="button"
              className={on ? "shape on" : "shape"}
              aria-pressed={on}
              onClick={() => use(one.document)}
            >
              <Icon name="pipeline" />
              <span className="grow">
                <b className="md">{one.name}</b>
                <span className="sub">{one.description}</span>
              </span>
            </button>
          );
        })}
      </div>
      <section className="card mt4">
        <Diagram slug={slug} version={`${draft.saved?.getTime() ?? 0}`} />
      </section>
      <section className="card mt4">
        <header>
          <h2>Numbers</h2>
          <span className="sub">each is one place in the document</span>
        </header>
        <ul>
          {knobs(draft.value).map((knob) => (
            <li key={knob.place.join(".")} className="srow2">
              <span>
                <b className="md">{titled(knob.stage)}</b> <span className="muted">{knob.label}</span>
              </span>
              <KnobInput knob={knob} text={draft.text} set={draft.set} />
            </li>
          ))}
          {knobs(draft.value).length === 0 && <li className="srow2 muted">This pipeline has no numbers to turn.</li>}
        </ul>
      </section>
      <div className="mt4">
        <Checks draft={draft} />
      </div>
    </>
  );
}
