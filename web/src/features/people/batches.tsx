import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { batchesQuery, splitAmong, type Team, takeBack } from "../../api/people";
import { homeQuery } from "../../api/projects";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { said } from "../../design/toasts";
import { count, list, many } from "../../design/words";

/** Named work: what waits, split among people, and taken back when somebody leaves. */
export function Batches({ slug, teams }: { slug: string; teams: Team[] }) {
  const queries = useQueryClient();
  const batches = useQuery(batchesQuery(slug));
  const home = useQuery(homeQuery(slug));
  const [splitting, setSplitting] = useState(false);
  const back = useMutation({
    mutationFn: (batch: number) => takeBack(slug, batch),
    onSuccess: async ({ count: tasks }) => {
      said(`${many(tasks, "task")} taken back`, "They are open to everybody again.");
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
  });
  const stages = (home.data?.stages ?? []).filter((stage) => stage.kind === "annotate" && stage.waiting > 0);
  const rows = batches.data ?? [];
  if (rows.length === 0 && stages.length === 0) return null;
  return (
    <section className="card mt4">
      <header>
        <h2>Batches</h2>
        <span className="sub">work given to people by name; everything else is open to the whole team</span>
        {stages.length > 0 && !splitting && (
          <button type="button" className="btn s end" onClick={() => setSplitting(true)}>
            <Icon name="people" /> Split what waits
          </button>
        )}
      </header>
      {batches.error && (
        <div className="body">
          <Failure error={batches.error} />
        </div>
      )}
      {back.error && (
        <div className="body">
          <Failure error={back.error} />
        </div>
      )}
      {splitting && <Split slug={slug} stages={stages} teams={teams} close={() => setSplitting(false)} />}
      {rows.length > 0 && (
        <table className="t-dense">
          <thead>
            <tr>
              <th>Batch</th>
              <th>Stage</th>
              <th>People</th>
              <th className="r">Left</th>
              <th aria-label="Acts" />
            </tr>
          </thead>
          <tbody>
            {rows.map((batch) => (
              <tr key={batch.id}>
                <td>{batch.name}</td>
                <td>{batch.stage}</td>
                <td>{list(batch.people.map(({ name }) => name)) || "nobody"}</td>
                <td className="r">{count(batch.left)}</td>
                <td className="r">
                  <button
                    type="button"
                    className="link plain"
                    disabled={back.isPending}
                    onClick={() => back.mutate(batch.id)}
                  >
                    Take back
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length === 0 && !splitting && (
        <p className="muted pad">No batches: everybody takes the next task there is.</p>
      )}
    </section>
  );
}

interface SplitProps {
  slug: string;
  stages: { key: string; name: string; waiting: number }[];
  teams: Team[];
  close: () => void;
}

function Split({ slug, stages, teams, close }: SplitProps) {
  const queries = useQueryClient();
  const [stage, setStage] = useState(stages[0]?.key ?? "");
  const [people, setPeople] = useState<number[]>([]);
  const waiting = stages.find(({ key }) => key === stage)?.waiting ?? 0;
  const split = useMutation({
    mutationFn: () => splitAmong(slug, stage, people),
    onSuccess: async () => {
      said(`${many(waiting, "task")} split among ${many(people.length, "person", "people")}`);
      close();
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
  });
  const flip = (id: number) => setPeople(people.includes(id) ? people.filter((one) => one !== id) : [...people, id]);
  return (
    <div className="body">
      <div className="row wrap">
        <select className="input s" aria-label="Stage" value={stage} onChange={(event) => setStage(event.target.value)}>
          {stages.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name}, {count(one.waiting)} waiting
            </option>
          ))}
        </select>
        {teams
          .filter((team) => team.key)
          .flatMap((team) => team.people)
          .filter((person) => !person.disabled)
          .map((person) => (
            <button
              key={person.id}
              type="button"
              className={people.includes(person.id) ? "chip on" : "chip"}
              aria-pressed={people.includes(person.id)}
              onClick={() => flip(person.id)}
            >
              {person.name}
            </button>
          ))}
      </div>
      {split.error && (
        <div className="mt3">
          <Failure error={split.error} />
        </div>
      )}
      <div className="row mt3">
        <button
          type="button"
          className="btn s primary"
          disabled={people.length === 0 || split.isPending}
          onClick={() => split.mutate()}
        >
          Split {many(waiting, "task")} among {many(people.length, "person", "people")}
        </button>
        <button type="button" className="btn s quiet" onClick={close}>
          Cancel
        </button>
        {people.length > 0 && <span className="sub">about {count(Math.ceil(waiting / people.length))} each</span>}
      </div>
    </div>
  );
}
