import { Caps } from "../../design/parts";
import type { WorkHome } from "../../workbench/home";
import { span } from "../../workbench/time";

export interface WaitingRow {
  project: string;
  name: string;
  stage: string;
  kind: string;
  returned: boolean;
  /** The first that came back. */
  ref?: string;
  tasks: number;
}

/** Returned work first, each project and stage once, then the queues in which something waits. */
export function rows(home: WorkHome): WaitingRow[] {
  const list: WaitingRow[] = [];
  for (const one of home.returned) {
    const same = list.find((other) => other.project === one.project && other.stage === one.stage);
    const queue = home.queues.find((other) => other.project === one.project && other.stage === one.stage);
    if (same) same.tasks += 1;
    else
      list.push({
        project: one.project,
        name: queue?.project_name ?? one.project,
        stage: one.stage,
        kind: queue?.kind ?? "annotate",
        returned: true,
        ref: one.ref,
        tasks: 1,
      });
  }
  for (const queue of home.queues) {
    const back =
      list.find((one) => one.returned && one.project === queue.project && one.stage === queue.stage)?.tasks ?? 0;
    const tasks = (queue.own || queue.waiting) - back;
    if (tasks > 0 && queue.phase === "open")
      list.push({
        project: queue.project,
        name: queue.project_name,
        stage: queue.stage,
        kind: queue.kind,
        returned: false,
        tasks,
      });
  }
  return list;
}

interface Props {
  list: readonly WaitingRow[];
  median: number | null;
  go: (row: WaitingRow) => void;
}

export function Waiting({ list, median, go }: Props) {
  const tasks = list.reduce((sum, one) => sum + one.tasks, 0);
  return (
    <section className="card">
      <header>
        <h2>Waiting for you</h2>
        <span className="small muted num">
          {tasks === 0 ? "nothing just now" : `${tasks.toLocaleString("en")} ${tasks === 1 ? "task" : "tasks"}`}
          {median !== null && tasks > 0 && `, ${span(tasks * median)} at your pace`}
        </span>
        {list.some((one) => one.returned) && <span className="end small muted">returned tasks come first</span>}
      </header>
      {list.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>Project</th>
              <th>Stage</th>
              <th className="r">Tasks</th>
              <th className="r">{median !== null && "At your pace"}</th>
              <th>
                <span className="unseen">Begin</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((one, at) => (
              <tr key={`${one.project} ${one.stage} ${one.returned}`}>
                <td>
                  <b>{one.name}</b>
                </td>
                <td>
                  <span className="row muted">
                    {one.stage}
                    {one.returned && <span className="badge warn">returned to you</span>}
                  </span>
                </td>
                <td className="r">{one.tasks.toLocaleString("en")}</td>
                <td className="r">{median !== null && span(Math.max(one.tasks * median, 60_000))}</td>
                <td className="r">
                  <button type="button" className={at === 0 ? "btn s primary" : "btn s"} onClick={() => go(one)}>
                    {one.returned ? "Redo" : one.kind === "annotate" ? "Start" : "Review"}
                    {at === 0 && <Caps keys="enter" />}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
