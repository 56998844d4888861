import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { jobQuery } from "../../api/jobs";
import { startProject } from "../../api/projects";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { count } from "../../design/words";
import type { Draft } from "./draft";
import { Checks } from "./labels-step";

interface Props {
  slug: string;
  draft: Draft;
  known: Record<string, { text: string; done: boolean }>;
  titles: Record<string, string>;
  go: (key: string) => void;
}

const needed = ["data", "labels", "pipeline"];

/** What is there, what is missing, and the button that lets people begin. */
export function StartStep({ slug, draft, known, titles, go }: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [job, setJob] = useState<number | null>(null);
  const { data: state } = useQuery(jobQuery(job));
  const start = useMutation({
    mutationFn: async () => {
      if (!(await draft.save())) throw new Error("The definition does not hold yet, so nothing was started.");
      return startProject(slug);
    },
    onSuccess: (answer) => setJob(answer.job),
  });
  const begun = start.isSuccess && (job === null || state?.state === "done");
  useEffect(() => {
    if (!begun) return;
    void navigate({ to: "/projects/$slug", params: { slug } }).then(() => {
      void queries.invalidateQueries({ queryKey: ["project", slug] });
      void queries.invalidateQueries({ queryKey: ["projects"] });
    });
  }, [begun, navigate, queries, slug]);
  const missing = needed.filter((key) => !known[key]?.done);
  const running = start.isPending || (job !== null && !begun && state?.state !== "failed");
  return (
    <>
      <div className="head">
        <h1>Review and start</h1>
      </div>
      <p className="muted mt2">
        Starting makes the tasks and lets people begin. The data and the guideline can grow afterwards.
      </p>
      <section className="card mt4">
        <ul>
          {Object.entries(titles)
            .filter(([key]) => key !== "start")
            .map(([key, title]) => (
              <li key={key} className="srow2">
                <span className="row">
                  <Icon
                    name={known[key]?.done ? "check" : needed.includes(key) ? "warn" : "info"}
                    tone={known[key]?.done ? "good" : needed.includes(key) ? "warn" : "info"}
                  />
                  <b className="md">{title}</b>
                  <span className="muted">{known[key]?.text}</span>
                </span>
                <button type="button" className="link plain end" onClick={() => go(key)}>
                  {known[key]?.done ? "Look" : "Fill in"}
                </button>
              </li>
            ))}
        </ul>
      </section>
      <div className="mt4">
        <Checks draft={draft} />
      </div>
      {(start.error || state?.state === "failed") && (
        <div className="mt4">
          <Failure error={start.error ?? new Error(state?.error ?? "The project could not be started.")} />
        </div>
      )}
      <div className="row mt4">
        <button
          type="button"
          className="btn primary l"
          disabled={missing.length > 0 || running || draft.checked?.ok === false}
          onClick={() => start.mutate()}
        >
          <Icon name="play" /> {running ? "Starting" : "Start the project"}
        </button>
        {missing.length > 0 && (
          <span className="sm muted">First: {missing.map((key) => titles[key]?.toLowerCase()).join(", ")}</span>
        )}
        {running && state?.total && (
          <span className="sm muted num">
            {count(state.done ?? 0)} of {count(state.total)} items
          </span>
        )}
      </div>
    </>
  );
}
