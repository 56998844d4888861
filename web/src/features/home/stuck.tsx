import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { peopleQuery } from "../../api/people";
import { type Act, endStuck, stuckQuery } from "../../api/stuck";
import { Failure, Skeleton } from "../../design/parts";
import { Sheet } from "../../design/sheet";
import { failed, said } from "../../design/toasts";
import { many } from "../../design/words";

const acts: { act: Act; label: string; effect: string }[] = [
  { act: "settle", label: "Settle", effect: "take the answers there are and go on" },
  { act: "lift", label: "Lift the bars", effect: "let people answer who were kept away" },
  { act: "give", label: "Give to", effect: "one person gets them first" },
  { act: "drop", label: "Drop", effect: "the items leave the project without a label" },
];

/** Tasks that nobody can finish, with the cause of each and the four ways to end it. */
export function StuckSheet({ slug, opened, close }: { slug: string; opened: boolean; close: () => void }) {
  const queries = useQueryClient();
  const stuck = useQuery({ ...stuckQuery(slug), enabled: opened });
  const people = useQuery({ ...peopleQuery(slug), enabled: opened });
  const [chosen, setChosen] = useState<Set<number>>(new Set());
  const [act, setAct] = useState<Act>("settle");
  const [person, setPerson] = useState("");
  const rows = stuck.data ?? [];
  const tasks = rows.filter(({ task }) => chosen.has(task)).map(({ task }) => task);
  const end = useMutation({
    mutationFn: () => endStuck(slug, act, tasks, act === "give" ? Number(person) : undefined),
    onSuccess: async () => {
      said(`${many(tasks.length, "task")} ended`, acts.find((one) => one.act === act)?.effect);
      setChosen(new Set());
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
    onError: failed,
  });
  const flip = (task: number) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(task)) after.add(task);
      return after;
    });
  const all = rows.length > 0 && tasks.length === rows.length;
  const members = (people.data?.teams ?? []).flatMap((team) => team.people);
  const ready = tasks.length > 0 && (act !== "give" || person !== "") && !end.isPending;
  return (
    <Sheet title="Tasks nobody can finish" width={720} opened={opened} close={close}>
      {stuck.isPending && opened && <Skeleton heights={[36, 37, 38]} />}
      {stuck.error && <Failure error={stuck.error} retry={() => void stuck.refetch()} />}
      {stuck.data && rows.length === 0 && (
        <p className="muted">There are none. Every open task has somebody who may do it.</p>
      )}
      {rows.length > 0 && (
        <>
          <table className="t-dense">
            <thead>
              <tr>
                <th>
                  <input
                    type="checkbox"
                    aria-label="All tasks"
                    checked={all}
                    onChange={() => setChosen(new Set(all ? [] : rows.map(({ task }) => task)))}
                  />
                </th>
                <th>Item</th>
                <th>Stage</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.task} className={chosen.has(row.task) ? "on" : undefined}>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={`Task ${row.task}`}
                      checked={chosen.has(row.task)}
                      onChange={() => flip(row.task)}
                    />
                  </td>
                  <td>{row.item_key}</td>
                  <td>{row.stage}</td>
                  <td className="why">
                    {row.text}
                    {row.wanted > 1 && (
                      <div className="sub">
                        {row.have} of {row.wanted} answers
                      </div>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className="row mt4">
            <select
              className="input"
              aria-label="What to do"
              value={act}
              onChange={(event) => setAct(event.target.value as Act)}
            >
              {acts.map((one) => (
                <option key={one.act} value={one.act}>
                  {one.label}
                </option>
              ))}
            </select>
            {act === "give" && (
              <select
                className="input"
                aria-label="Person"
                value={person}
                onChange={(event) => setPerson(event.target.value)}
              >
                <option value="">who</option>
                {members.map((member) => (
                  <option key={member.id} value={member.id}>
                    {member.name}
                  </option>
                ))}
              </select>
            )}
            <span className="sub">{acts.find((one) => one.act === act)?.effect}</span>
            <button
              type="button"
              className={act === "drop" ? "btn danger end" : "btn primary end"}
              disabled={!ready}
              onClick={() => end.mutate()}
            >
              {acts.find((one) => one.act === act)?.label} {many(tasks.length, "task")}
            </button>
          </div>
        </>
      )}
    </Sheet>
  );
}
