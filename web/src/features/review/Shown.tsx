import { Caps } from "../../design/parts";
import type { BoxDesk } from "../../editors/box/desk";
import { Overlays } from "../../editors/box/overlays";
import { BoxView } from "../../editors/box/view";
import { FieldForm } from "../../editors/FieldForm";
import type { Answer, BoxObject, Fields } from "../../editors/field";
import { type Difference, type Source, spoken } from "../../workbench/compare";
import { Plate } from "../../workbench/Plate";
import type { Task } from "../../workbench/task";
import { Compare } from "./Compare";

interface Props {
  task: Task;
  fields: Fields;
  all: readonly Source[];
  list: readonly Difference[];
  agree: readonly BoxObject[];
  at: number;
  settled: Readonly<Record<string, string>>;
  hide: boolean;
  only: number | null;
  go: (at: number) => void;
  take: (source: number) => void;
  correcting: boolean;
  desk: BoxDesk | null;
  change: (answer: Answer, mark?: string | null) => void;
}

/** The middle of the review: compared pictures, the box editor while correcting, or a text with its answers side by side. */
export function Shown(props: Props) {
  const { task, fields, desk, correcting } = props;
  const drawn = Object.entries(fields).find(([, field]) => field.type === "box");
  if (task.picture && drawn && drawn[1].type === "box" && desk) {
    if (!correcting) return <Compare {...props} picture={task.picture} />;
    const boxes = (task.history.now.answer[drawn[0]] ?? []) as readonly BoxObject[];
    return (
      <>
        <BoxView
          desk={desk}
          field={drawn[1]}
          boxes={boxes}
          picture={task.picture}
          label="The answer to correct. Escape goes back to the verdict."
        />
        <Overlays desk={desk} field={drawn[1]} picture={task.picture} />
      </>
    );
  }
  return <Answers {...props} />;
}

function Answers({ task, fields, all, take, correcting, change }: Props) {
  const list = Object.entries(fields).filter(([, field]) => field.type !== "box");
  const given = all.slice(0, -1);
  const answer = task.history.now.answer;
  const same = (source: Source) => JSON.stringify(source.answer) === JSON.stringify(answer);
  const columns = given.some(same) || Object.keys(answer).length === 0 ? given : all;
  return (
    <div className="read judged" data-stage tabIndex={-1}>
      <div className="trail">
        <span className="fixed">{given.length > 1 ? "Answers, in no order" : "The answer"}</span>
      </div>
      <Plate lease={task.lease} picture={task.picture} />
      <section className="answers" aria-label="Answers">
        <div className="sides" style={{ gridTemplateColumns: `repeat(${columns.length}, minmax(0, 1fr))` }}>
          {columns.map((source, index) => (
            <button
              type="button"
              key={source.key}
              className={`side-answer ${source.look}${same(source) && given.length > 1 ? " on" : ""}`}
              onClick={() => take(index)}
            >
              <span className="muted small row">
                <i className={source.dashed ? "ln dashed" : "ln"} />
                {source.label}
                <span className="end">{index < 3 && <Caps keys={String(index + 1)} />}</span>
              </span>
              {list.map(([name, field]) => (
                <b key={name}>{spoken(field, source.answer[name])}</b>
              ))}
            </button>
          ))}
        </div>
        {correcting && (
          <FieldForm
            fields={list}
            answer={answer}
            change={(next, mark) => change(next, mark)}
            task={task.lease.lease}
          />
        )}
      </section>
    </div>
  );
}
