import { useQuery } from "@tanstack/react-query";
import { Icon } from "../../design/icons";
import { around, hull } from "../../editors/box/geometry";
import type { BoxObject, Fields } from "../../editors/field";
import { useStore } from "../../editors/store";
import { Crop, Mark } from "../../workbench/Crop";
import { differences, firstObject, sources } from "../../workbench/compare";
import { workHomeQuery } from "../../workbench/home";
import { mainPart, type Task } from "../../workbench/task";
import type { Bench } from "../../workbench/use-bench";

/** How an item came to review, in a word or two. */
export function cameBy(kind: string | undefined): string {
  if (kind === "sample") return "random";
  if (kind === "returned") return "came back";
  return kind === "unsettled" ? "unsettled" : "every item";
}

/** The next reviews at the left, each a crop of what is in question. */
export function Queue({ bench }: { bench: Bench }) {
  const task = useStore(bench.session.store, (state) => state.task);
  useStore(bench.session.store, (state) => state.ready);
  const home = useQuery(workHomeQuery);
  const left = home.data?.queues.find((one) => one.project === bench.project && one.stage === bench.stage)?.waiting;
  const shown = [...(task ? [task] : []), ...bench.session.upcoming()];
  return (
    <nav className="wb-queue" aria-label="Next to review">
      <div className="sec">
        Queue
        {left !== undefined && <span className="aside num">{left} left</span>}
      </div>
      {shown.map((one) => (
        <div key={one.lease.lease} className={one === task ? "qitem on" : "qitem"}>
          <Thumb task={one} fields={bench.fields} />
          <span className="meta">
            <Icon name={one.lease.review?.came_by === "returned" ? "undo" : "shuffle"} />
            {cameBy(one.lease.review?.came_by)}
            <span className="end">{size(one, bench.fields)}</span>
          </span>
        </div>
      ))}
    </nav>
  );
}

function size(task: Task, fields: Fields): string {
  const { open, agree } = differences(fields, sources(task.lease, task.history.now.answer));
  if (open.length > 0) return open.length === 1 ? "1 difference" : `${open.length} differences`;
  return agree.length === 0 ? "" : agree.length === 1 ? "1 object" : `${agree.length} objects`;
}

function Thumb({ task, fields }: { task: Task; fields: Fields }) {
  const { picture, lease, history } = task;
  if (!picture) return <div className="quote">{mainPart(lease)?.[1].text ?? ""}</div>;
  const { open, agree } = differences(fields, sources(lease, history.now.answer));
  const object: BoxObject | null = firstObject(open[0]) ?? agree[0] ?? null;
  const region = object ? around(hull([object.box]), picture, 182 / 104) : undefined;
  return (
    <Crop picture={picture} {...(region ? { region } : {})}>
      {object && region && <Mark box={object.box} origin={[region[0], region[1]]} look="who-a" />}
    </Crop>
  );
}
