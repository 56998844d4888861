import type { ReactNode } from "react";
import type { Home } from "../../api/projects";
import { stuckAt } from "../../api/stuck";
import { Meter } from "../../design/parts";
import { count, list, many, percent, span } from "../../design/words";

function Figure({
  label,
  value,
  unit,
  children,
}: {
  label: string;
  value: string;
  unit?: string;
  children: ReactNode;
}) {
  return (
    <div className="fig">
      <div className="label">{label}</div>
      <div className="value">
        {value}
        {unit && <small>{unit}</small>}
      </div>
      <div className="basis mt1">{children}</div>
    </div>
  );
}

/** One card, four numbers, the same height whatever they are. */
export function Figures({ home, showStuck }: { home: Home; showStuck: () => void }) {
  const { items, stages, people_today: people } = home;
  const waiting = stages.reduce((sum, stage) => sum + stage.waiting, 0);
  const leased = stages.reduce((sum, stage) => sum + stage.leased, 0);
  const stuck = stages.reduce((sum, stage) => sum + stuckAt(stage), 0);
  const answers = people.reduce((sum, person) => sum + person.answers, 0);
  const active = people.reduce((sum, person) => sum + person.active_ms, 0);
  const share = items.total ? items.accepted / items.total : 0;
  const rest = [
    items.held > 0 && `${count(items.held)} held back`,
    items.dropped > 0 && `${count(items.dropped)} dropped`,
  ].filter((text) => typeof text === "string");
  return (
    <section className="card figs" aria-label="Figures">
      <Figure label="Accepted" value={percent(share)} unit={`${count(items.accepted)} of ${count(items.total)}`}>
        <Meter share={share} label="Accepted" tone={share === 1 && items.total > 0 ? "good" : undefined} />
        <div className="mt2">{rest.length > 0 ? list(rest) : `${count(items.active)} in work`}</div>
      </Figure>
      <Figure label="Waiting" value={count(waiting)} unit={waiting === 1 ? "task" : "tasks"}>
        {count(leased)} on somebody's screen now
        <br />
        {stuck > 0 ? (
          <button type="button" className="link plain" onClick={showStuck}>
            {many(stuck, "task")} nobody can finish
          </button>
        ) : (
          "nothing is stuck"
        )}
      </Figure>
      <Figure label="Answers today" value={count(answers)}>
        {people.length > 0 ? `by ${many(people.length, "person", "people")}` : "nobody has worked yet today"}
      </Figure>
      <Figure label="Active time today" value={active > 0 ? span(active) : "Not yet"}>
        {answers > 0 ? (
          <>
            {span(active / answers)} an answer
            <br />
            time with input, pauses over 60 s left out
          </>
        ) : (
          "counted from the first answer on"
        )}
      </Figure>
    </section>
  );
}
