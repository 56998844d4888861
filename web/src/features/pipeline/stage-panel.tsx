import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type Definition, projectQuery, type Stage } from "../../api/projects";
import { setPhase, stuckAt } from "../../api/stuck";
import { parse } from "../../definition/document";
import { KnobInput } from "../../definition/knob-input";
import { knobs } from "../../definition/knobs";
import { Icon } from "../../design/icons";
import { Failure, Note } from "../../design/parts";
import { said } from "../../design/toasts";
import { count, many, when } from "../../design/words";
import type { Edit } from "./use-edit";

interface Props {
  slug: string;
  definition: Definition | undefined;
  stages: Stage[];
  shown: Stage | undefined;
  pick: (key: string) => void;
  edit: Edit;
}

/** The lines of the document that define one stage, with the number of the first. */
export function linesOf(document: string, stage: string): { from: number; lines: string[] } | null {
  const all = document.split("\n");
  const stages = all.findIndex((line) => /^stages:/.test(line));
  const from = all.findIndex((line, at) => at > stages && new RegExp(`^\\s+["']?${stage}["']?\\s*:`).test(line));
  if (stages < 0 || from < 0) return null;
  const depth = all[from]?.search(/\S/) ?? 0;
  let to = from + 1;
  while (to < all.length && ((all[to] ?? "").trim() === "" || (all[to] ?? "").search(/\S/) > depth)) to += 1;
  return { from: from + 1, lines: all.slice(from, to).map((line) => line.slice(depth)) };
}

/** The numbers of the stage, to be turned; a changed one says what it was. */
function Numbers({ stage, edit }: { stage: string; edit: Edit }) {
  const now = useMemo(() => knobs(parse(edit.text).value), [edit.text]);
  const before = useMemo(() => knobs(parse(edit.before).value), [edit.before]);
  const own = now.filter(({ key }) => key === stage);
  if (own.length === 0) return null;
  return (
    <ul className="turn">
      {own.map((knob) => (
        <li key={knob.place.join(".")} className="row">
          <span>{knob.label.charAt(0).toUpperCase() + knob.label.slice(1)}</span>
          <KnobInput
            knob={knob}
            text={edit.text}
            set={edit.set}
            was={before.find(({ place }) => place.join() === knob.place.join())?.value}
          />
        </li>
      ))}
    </ul>
  );
}

/** One stage: who works there, what waits, its lines in the document, and pausing it. */
export function StagePanel({ slug, definition, stages, shown, pick, edit }: Props) {
  const queries = useQueryClient();
  const { data: project } = useQuery(projectQuery(slug));
  const [asked, setAsked] = useState(false);
  const [why, setWhy] = useState("");
  const phase = useMutation({
    mutationFn: (to: "open" | "paused") => setPhase(slug, shown?.key ?? "", to, to === "paused" ? why.trim() : ""),
    onSuccess: async (_, to) => {
      said(
        to === "paused" ? `${shown?.name} is paused` : `${shown?.name} is open`,
        to === "paused" ? "What is on a screen can still be submitted." : undefined,
      );
      setAsked(false);
      setWhy("");
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
  });
  if (!shown) {
    return (
      <aside className="panel" aria-label="Stage">
        <div className="body muted">The stages appear when the project has started.</div>
      </aside>
    );
  }
  const stuck = stuckAt(shown);
  const running = project?.state === "running";
  const defined = definition?.stages.find(({ key }) => key === shown.key);
  const gate = defined?.pilot ? shown.key : shown.phase === "closed" ? defined?.needs[0] : undefined;
  const source = linesOf(edit.text, shown.key);
  const rows: [string, string][] = [
    ["Team", shown.team ?? "none"],
    [
      "Waiting",
      `${many(shown.waiting, "task")}${shown.oldest_waiting_at ? `, oldest since ${when(shown.oldest_waiting_at)}` : ""}`,
    ],
    ["On screens", count(shown.leased)],
    ["Done", count(shown.done)],
    ["A day", `${count(shown.in_day)} in, ${count(shown.out_day)} out`],
  ];
  return (
    <aside className="panel" aria-label={`Stage ${shown.name}`}>
      <header>
        <Icon name={shown.kind === "annotate" ? "annotate" : "review"} />
        <select
          className="stage-pick"
          aria-label="Stage"
          value={shown.key}
          onChange={(event) => pick(event.target.value)}
        >
          {stages.map((stage) => (
            <option key={stage.key} value={stage.key}>
              {stage.name}
            </option>
          ))}
        </select>
        {shown.phase !== "open" && (
          <span className="badge warn">{shown.phase === "closed" ? "behind the gate" : shown.phase}</span>
        )}
      </header>
      <div className="body">
        <dl className="kv">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {shown.policy && (
          <>
            <hr className="rule" />
            <div className="lab">Policy</div>
            <p>{shown.policy}</p>
          </>
        )}
        <Numbers stage={shown.key} edit={edit} />
        {stuck > 0 && (
          <div className="note warn mt4">
            <Icon name="warn" />
            <div className="grow">
              {shown.stranded.map((line) => (
                <div key={line.cause}>
                  {many(line.n, "task")}: {line.cause}
                </div>
              ))}
              <Link to="/projects/$slug" params={{ slug }} className="link">
                End them from home
              </Link>
            </div>
          </div>
        )}
        {shown.phase === "paused" && shown.phase_reason && (
          <div className="mt4">
            <Note kind="warn">Paused: {shown.phase_reason}</Note>
          </div>
        )}
        {asked && shown.phase === "open" && (
          <form
            className="pausing mt4"
            onSubmit={(event) => {
              event.preventDefault();
              phase.mutate("paused");
            }}
          >
            <label className="field">
              <span>Why it is paused, if it can be said</span>
              <input
                className="input full"
                // biome-ignore lint/a11y/noAutofocus: the one thing that was asked for
                autoFocus
                maxLength={1000}
                value={why}
                onChange={(event) => setWhy(event.target.value)}
              />
            </label>
            <div className="row mt2">
              <button type="submit" className="btn s" disabled={phase.isPending}>
                Pause {shown.name}
              </button>
              <button type="button" className="btn s quiet" onClick={() => setAsked(false)}>
                Cancel
              </button>
            </div>
          </form>
        )}
        {phase.error && (
          <div className="mt3">
            <Failure error={phase.error} />
          </div>
        )}
        {source && (
          <>
            <div className="row mt4">
              <span className="lab">In the document</span>
              <span className="sub end">line {source.from}</span>
            </div>
            <pre className="yaml wrap-pre">{source.lines.join("\n")}</pre>
          </>
        )}
      </div>
      <footer>
        <Link to="/projects/$slug/data" params={{ slug }} search={{ stage: shown.key }} className="btn">
          Its items
        </Link>
        {gate && (
          <Link to="/projects/$slug/pilot/$stage" params={{ slug, stage: gate }} className="btn">
            {gate === shown.key ? "Pilot" : "Gate"}
          </Link>
        )}
        {running && shown.phase !== "closed" && (
          <button
            type="button"
            className="btn end"
            disabled={phase.isPending}
            onClick={() => (shown.phase === "open" ? setAsked(true) : phase.mutate("open"))}
          >
            <Icon name={shown.phase === "open" ? "pause" : "play"} /> {shown.phase === "open" ? "Pause" : "Open"}
          </button>
        )}
      </footer>
    </aside>
  );
}
