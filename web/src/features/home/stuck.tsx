import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { peopleQuery } from "../../api/people";
import { type Act, endStuck, type Stuck, stuckQuery } from "../../api/stuck";
import { Failure, Meter, Skeleton } from "../../design/parts";
import { Sheet } from "../../design/sheet";
import { failed, said } from "../../design/toasts";
import { count, many, titled } from "../../design/words";
import { reasonsOf, ways } from "./ways";

/** Tasks that nobody can finish, with the cause of each, what people said, and the four ways to end it. */
export function StuckSheet({ slug, opened, close }: { slug: string; opened: boolean; close: () => void }) {
  const stuck = useQuery({ ...stuckQuery(slug), enabled: opened });
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const rows = stuck.data ?? [];
  const tasks = rows.filter(({ task }) => chosen.has(task));
  const all = rows.length > 0 && tasks.length === rows.length;
  const flip = (task: number) =>
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(task)) after.add(task);
      return after;
    });
  return (
    <Sheet title="Tasks nobody can finish" width={860} opened={opened} close={close}>
      {stuck.isPending && opened && <Skeleton heights={[36, 37, 38]} />}
      {stuck.error && <Failure error={stuck.error} retry={() => void stuck.refetch()} />}
      {stuck.data && rows.length === 0 && (
        <p className="muted">There are none. Every open task has somebody who may do it.</p>
      )}
      {rows.length > 0 && (
        <>
          <div className="stuck-list">
            <table className="t-dense">
              <thead>
                <tr>
                  <th className="tick-col">
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
                  <Row key={row.task} row={row} on={chosen.has(row.task)} flip={() => flip(row.task)} />
                ))}
              </tbody>
            </table>
          </div>
          <Ends slug={slug} rows={rows} tasks={tasks} done={() => setChosen(new Set())} />
        </>
      )}
    </Sheet>
  );
}

function Row({ row, on, flip }: { row: Stuck; on: boolean; flip: () => void }) {
  return (
    <tr className={on ? "on" : undefined}>
      <td>
        <input type="checkbox" aria-label={`Task on ${row.item_key}`} checked={on} onChange={flip} />
      </td>
      <td className="cut stuck-key" title={row.item_key}>
        {row.item_key}
      </td>
      <td>{titled(row.stage)}</td>
      <td className="why">
        {row.text}
        {row.wanted > 1 && `, ${row.have} of ${row.wanted} answers`}
        {row.words.map((words) => (
          <div key={words} className="sub quote">
            {words}
          </div>
        ))}
      </td>
    </tr>
  );
}

/** The reasons of the chosen tasks beside what can be done about them. */
function Ends({ slug, rows, tasks, done }: { slug: string; rows: Stuck[]; tasks: Stuck[]; done: () => void }) {
  const queries = useQueryClient();
  const people = useQuery(peopleQuery(slug));
  const [act, setAct] = useState<Act>("lift");
  const [person, setPerson] = useState("");
  const asked = tasks.length > 0 ? tasks : rows;
  const reasons = reasonsOf(asked);
  const most = Math.max(1, ...reasons.map(({ people: n }) => n));
  const way = ways.find((one) => one.act === act);
  const end = useMutation({
    mutationFn: () =>
      endStuck(
        slug,
        act,
        tasks.map(({ task }) => task),
        act === "give" ? Number(person) : undefined,
      ),
    onSuccess: async ({ count: ended }) => {
      said(`${many(ended, "task")} ended`, way?.effect);
      done();
      await queries.invalidateQueries({ queryKey: ["project", slug] });
    },
    onError: failed,
  });
  const members = new Map((people.data?.teams ?? []).flatMap((team) => team.people).map((one) => [one.id, one]));
  const refused = tasks.length > 0 ? way?.refused?.(tasks) : undefined;
  const ready = tasks.length > 0 && !refused && (act !== "give" || person !== "") && !end.isPending;
  return (
    <div className="ends">
      <section aria-label="Why they were skipped">
        <h3>Why they were skipped{tasks.length > 0 ? `, ${count(tasks.length)} chosen` : ""}</h3>
        {reasons.length === 0 && <p className="sub mt2">Nobody skipped them: the cause stands beside each.</p>}
        <ul className="mt2">
          {reasons.map((one) => (
            <li key={one.reason} className="row">
              <span className="why-name">{one.reason.replaceAll("_", " ")}</span>
              <span className="grow">
                <Meter share={one.people / most} label={`${one.reason}: ${one.people}`} />
              </span>
              <span className="num">{count(one.people)}</span>
            </li>
          ))}
        </ul>
      </section>
      <fieldset>
        <legend>
          <h3>How they end</h3>
        </legend>
        {ways.map((one) => (
          <label key={one.act} className={act === one.act ? "way-out on" : "way-out"}>
            <input type="radio" name="way" checked={act === one.act} onChange={() => setAct(one.act)} />
            <b className="md">{one.label}</b>
            <span className="sub grow">{one.effect}</span>
            {one.act === "give" && (
              <select
                className="input s"
                aria-label="Person"
                value={person}
                onChange={(event) => {
                  setPerson(event.target.value);
                  setAct("give");
                }}
              >
                <option value="">to whom</option>
                {[...members.values()].map((member) => (
                  <option key={member.id} value={member.id}>
                    {member.name}
                  </option>
                ))}
              </select>
            )}
          </label>
        ))}
        <div className="row mt3">
          <span className="sub t-warn">{refused}</span>
          <button
            type="button"
            className={act === "drop" ? "btn danger end" : "btn primary end"}
            disabled={!ready}
            onClick={() => end.mutate()}
          >
            {way?.label} {many(tasks.length, "task")}
          </button>
        </div>
      </fieldset>
    </div>
  );
}
