import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { definitionQuery } from "../../api/projects";
import { Failure, Meter, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { failed, said } from "../../design/toasts";
import { many, percent, list as spokenList } from "../../design/words";
import { type Fields, fieldName } from "../../editors/field";
import { type Agreement, openGate, type Pilot, pilotQuery } from "./api";
import { Disagreements } from "./Disagreements";
import { Pairs } from "./Pairs";
import "./pilot.css";

/** The pilot: how often people agree, where they do not, side by side, and the gate that is opened by hand. */
export function PilotRoom() {
  const { slug = "", stage = "" } = useParams({ strict: false });
  const pilot = useQuery(pilotQuery(slug, stage));
  const definition = useQuery(definitionQuery(slug));
  const fields = (definition.data?.schema ?? {}) as unknown as Fields;
  return (
    <Room title="Pilot">
      <div className="page pilot">
        <div className="head">
          <h1>Pilot</h1>
          <span className="sub">
            {pilot.data ? `${pilot.data.complete} of ${many(pilot.data.items, "item")} answered by everybody` : stage}
          </span>
          <span className="grow" />
          {pilot.data && <Gate slug={slug} stage={stage} pilot={pilot.data} />}
        </div>
        {pilot.isPending && <Skeleton heights={[96, 200, 320]} />}
        {pilot.isError && (
          <Failure error={pilot.error} retry={() => void pilot.refetch()} what="The pilot could not be read" />
        )}
        {pilot.data && (
          <>
            <Figures pilot={pilot.data} fields={fields} />
            <Disagreements list={pilot.data.disagreements} fields={fields} complete={pilot.data.complete} />
          </>
        )}
      </div>
    </Room>
  );
}

function Gate({ slug, stage, pilot }: { slug: string; stage: string; pilot: Pilot }) {
  const [asked, setAsked] = useState(false);
  const queries = useQueryClient();
  const open = useMutation({
    mutationFn: () => openGate(slug, stage),
    onSuccess: async () => {
      said("The gate is open", `${spokenList([...pilot.waiting])} begins to fill.`);
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
    onError: failed,
    onSettled: () => setAsked(false),
  });
  if (pilot.gate === "none") return <span className="badge">nothing waits for this pilot</span>;
  if (pilot.gate === "open") return <span className="badge good">gate open</span>;
  if (!asked) {
    return (
      <button type="button" className="btn primary" onClick={() => setAsked(true)}>
        Open the gate
      </button>
    );
  }
  const left = pilot.items - pilot.complete;
  return (
    <span className="row">
      <span className="muted">
        {left > 0 ? `${many(left, "item")} not answered by everybody yet. ` : ""}
        {spokenList([...pilot.waiting])} starts; this cannot be undone.
      </span>
      <button type="button" className="btn primary" disabled={open.isPending} onClick={() => open.mutate()}>
        Open it
      </button>
      <button type="button" className="btn quiet" onClick={() => setAsked(false)}>
        Not yet
      </button>
    </span>
  );
}

function Figures({ pilot, fields }: { pilot: Pilot; fields: Fields }) {
  return (
    <div className="figures">
      <section className="card">
        <header>
          <h2>Agreement</h2>
        </header>
        <div className="body row agree">
          <Big one={pilot.alike} label="answers the same" />
          <Big one={pilot.likeness} label="alike on average" />
          <p className="muted small">
            Percent agreement: a description, not corrected for chance. With few categories, or one that is frequent,
            part of it is luck.
          </p>
        </div>
      </section>
      <div className="stack">
        <section className="card">
          <header>
            <h2>By question</h2>
          </header>
          <div className="body">
            {pilot.by_field.map((one) => (
              <div key={one.field} className="measure">
                <span>{fieldName(one.field, fields[one.field] ?? {})}</span>
                <Meter share={one.value ?? 0} label={`Agreement of ${one.field}`} />
                <span className="num">{one.value === null ? "none yet" : percent(one.value)}</span>
              </div>
            ))}
          </div>
        </section>
        <Pairs people={pilot.people} pairs={pilot.pairs} />
      </div>
    </div>
  );
}

const WHY: Readonly<Record<string, string>> = {
  single_annotator: "one person has answered so far",
  no_pairable_items: "no item has two answers yet",
};

function Big({ one, label }: { one: Agreement; label: string }) {
  return (
    <div className="stat">
      <div className="value">{one.value === null ? "–" : percent(one.value)}</div>
      <div className="label">{label}</div>
      <div className="range">
        {one.value === null
          ? (WHY[one.reason] ?? one.reason.replaceAll("_", " "))
          : `${many(one.n_items, "item")}, ${many(one.n_annotations, "answer")}${one.se === null ? "" : `, ± ${percent(one.se)}`}`}
      </div>
    </div>
  );
}
