import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { jobQuery, over } from "../../api/jobs";
import { freeze, type Releases } from "../../api/releases";
import { Failure } from "../../design/parts";
import { Sheet } from "../../design/sheet";
import { said } from "../../design/toasts";
import { count, many } from "../../design/words";

const names = ["train", "val", "test"] as const;

interface Props {
  slug: string;
  next: Releases["next"] | null;
  opened: boolean;
  close: () => void;
  frozen: (n: number) => void;
}

/** A new version: a note, its splits, and a job that freezes it. */
export function FreezeSheet({ slug, next, opened, close, frozen }: Props) {
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [shares, setShares] = useState<Record<(typeof names)[number], number>>({ train: 80, val: 10, test: 10 });
  const [split, setSplit] = useState(true);
  const [job, setJob] = useState<number | null>(null);
  const { data: state } = useQuery(jobQuery(job));
  const sum = names.reduce((all, name) => all + shares[name], 0);
  const begin = useMutation({
    mutationFn: () =>
      freeze(
        slug,
        note.trim(),
        split
          ? Object.fromEntries(names.filter((name) => shares[name] > 0).map((name) => [name, shares[name] / 100]))
          : {},
      ),
    onSuccess: (answer) => setJob(answer.job),
  });
  const done = state?.state === "done";
  const n = begin.data?.n;
  useEffect(() => {
    if (!done || n === undefined) return;
    void queries.invalidateQueries({ queryKey: ["project", slug] });
    said(`Version ${n} is frozen`);
    frozen(n);
    setJob(null);
    close();
  }, [done, n, queries, slug, close, frozen]);
  const wrong = split && sum !== 100;
  const running = begin.isPending || (state !== undefined && !over(state));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!running && !wrong) begin.mutate();
  };
  return (
    <Sheet title="Freeze a new version" width={520} opened={opened} close={close}>
      <form onSubmit={submit}>
        <p className="muted">
          {many(next?.acceptable ?? 0, "accepted label")} go in, with the schema, the guideline and how each label came
          about.
        </p>
        <label className="field mt4">
          <span>Note</span>
          <input
            className="input full"
            value={note}
            placeholder="what it is for"
            data-autofocus
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <div className="row mt4">
          <label className="row">
            <input type="checkbox" checked={split} onChange={(event) => setSplit(event.target.checked)} />
            Split it
          </label>
          <span className="sub">groups stay together, whatever the shares</span>
        </div>
        {split && (
          <div className="row mt3 g3">
            {names.map((name) => (
              <label key={name} className="field share">
                <span>{name}, %</span>
                <input
                  className="input"
                  type="number"
                  min={0}
                  max={100}
                  value={shares[name]}
                  onChange={(event) => setShares({ ...shares, [name]: Number(event.target.value) })}
                />
              </label>
            ))}
          </div>
        )}
        {wrong && <p className="wrong-text">The shares make {sum} %, not 100.</p>}
        {(begin.error || state?.state === "failed") && (
          <div className="mt3">
            <Failure error={begin.error ?? new Error(state?.error ?? "The version could not be frozen.")} />
          </div>
        )}
        <div className="row mt4">
          <button type="submit" className="btn primary" disabled={running || wrong}>
            {running ? "Freezing" : `Freeze ${many(next?.acceptable ?? 0, "label")}`}
          </button>
          {running && state?.total ? (
            <span className="sub num">
              {count(state.done ?? 0)} of {count(state.total)}
            </span>
          ) : null}
        </div>
      </form>
    </Sheet>
  );
}
