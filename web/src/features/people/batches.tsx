import { Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Batch, batchesQuery, giveBatch, split, takeBack } from "../../api/batches";
import type { Team } from "../../api/people";
import { definitionQuery, homeQuery } from "../../api/projects";
import { Icon } from "../../design/icons";
import { Failure } from "../../design/parts";
import { failed, said } from "../../design/toasts";
import { count, list, many } from "../../design/words";

/** Named work: what waits, split among people, moved from one to another, and taken back. */
export function Batches({ slug, teams }: { slug: string; teams: Team[] }) {
  const batches = useQuery(batchesQuery(slug));
  const home = useQuery(homeQuery(slug));
  const [splitting, setSplitting] = useState(false);
  const stages = (home.data?.stages ?? []).filter((stage) => stage.kind === "annotate" && stage.waiting > 0);
  const all = batches.data ?? [];
  const open = all.filter(({ left }) => left > 0);
  const over = all.length - open.length;
  if (all.length === 0 && stages.length === 0) return null;
  return (
    <section className="card mt4" aria-label="Batches">
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
      {splitting && <Split slug={slug} stages={stages} teams={teams} close={() => setSplitting(false)} />}
      {open.length > 0 && (
        <table className="t-dense">
          <thead>
            <tr>
              <th>Batch</th>
              <th>Stage</th>
              <th>People</th>
              <th className="r">Left</th>
              <th>
                <span className="unseen">Acts</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {open.map((batch) => (
              <Row key={batch.id} slug={slug} batch={batch} teams={teams} />
            ))}
          </tbody>
        </table>
      )}
      {open.length === 0 && !splitting && (
        <p className="muted pad">
          {over > 0
            ? `Nothing is left of ${many(over, "batch", "batches")}: everybody takes the next task there is.`
            : "No batches: everybody takes the next task there is. Select items under Data to give them to somebody."}
        </p>
      )}
      {open.length > 0 && over > 0 && (
        <p className="sub pad">
          {over === 1 ? "1 more batch is" : `${count(over)} more batches are`} finished or taken back.
        </p>
      )}
    </section>
  );
}

/** One batch, whose it is, and the two things that can be done with what is left of it. */
function Row({ slug, batch, teams }: { slug: string; batch: Batch; teams: Team[] }) {
  const queries = useQueryClient();
  const { data: definition } = useQuery(definitionQuery(slug));
  const stage = definition?.stages.find(({ key }) => key === batch.stage);
  const holders = batch.people.map(({ id }) => id);
  const others = (teams.find(({ key }) => key === stage?.team)?.people ?? []).filter(
    (person) => !person.disabled && !(holders.length === 1 && holders[0] === person.id),
  );
  const refresh = () => queries.invalidateQueries({ queryKey: ["project", slug] });
  const give = useMutation({
    mutationFn: ({ id }: { id: number; name: string }) => giveBatch(slug, batch.id, [id]),
    onSuccess: async (_, { name }) => {
      const undo = () => giveBatch(slug, batch.id, holders).then(refresh);
      said(
        `${batch.name}: ${many(batch.left, "task")} given to ${name}`,
        "What is on a screen now is finished there.",
        holders.length > 0 ? () => void undo().catch(failed) : undefined,
      );
      await refresh();
    },
    onError: failed,
  });
  const back = useMutation({
    mutationFn: () => takeBack(slug, batch.id),
    onSuccess: async ({ count: tasks }) => {
      said(`${many(tasks, "task")} taken back`, "They are open to everybody again.");
      await refresh();
    },
    onError: failed,
  });
  const busy = give.isPending || back.isPending;
  return (
    <tr>
      <td className="cut">{batch.name}</td>
      <td>{stage?.name ?? batch.stage}</td>
      <td className="cut">{list(batch.people.map(({ name }) => name)) || "nobody"}</td>
      <td className="r">
        <Link to="/projects/$slug/data" params={{ slug }} search={{ batch: String(batch.id) }} className="link">
          {count(batch.left)}
        </Link>
      </td>
      <td className="r">
        <span className="row acts">
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <button
                type="button"
                className="btn s quiet"
                disabled={busy || others.length === 0}
                aria-label={`Give to another person: ${batch.name}`}
              >
                Give to <Icon name="down" size="s" />
              </button>
            </Menu.Target>
            <Menu.Dropdown className="menu-long">
              {others.map((person) => (
                <Menu.Item key={person.id} onClick={() => give.mutate(person)}>
                  {person.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <button
            type="button"
            className="btn s quiet"
            disabled={busy}
            aria-label={`Take back: ${batch.name}`}
            onClick={() => back.mutate()}
          >
            Take back
          </button>
        </span>
      </td>
    </tr>
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
  const share = useMutation({
    mutationFn: () => split(slug, { stage, people }),
    onSuccess: async ({ tasks }) => {
      said(`${many(tasks, "task")} split among ${many(people.length, "person", "people")}`);
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
      {share.error && (
        <div className="mt3">
          <Failure error={share.error} />
        </div>
      )}
      <div className="row mt3">
        <button
          type="button"
          className="btn s primary"
          disabled={people.length === 0 || share.isPending}
          onClick={() => share.mutate()}
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
