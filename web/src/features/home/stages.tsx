import { Link } from "@tanstack/react-router";
import type { Home, Stage } from "../../api/projects";
import { stuckAt } from "../../api/stuck";
import { Icon, type IconName } from "../../design/icons";
import { count, list, percent, titled, when } from "../../design/words";

const icon = (stage: Stage): IconName => (stage.kind === "annotate" ? "annotate" : "review");

const DAY = 24 * 3_600_000;

/** The stage whose queue grows most while it works; none on the first day, when every queue grows. */
export function bottleneck(stages: Stage[], now: number = Date.now()): Stage | null {
  const old = (stage: Stage) =>
    stage.oldest_waiting_at !== null && now - new Date(stage.oldest_waiting_at).getTime() > DAY;
  const growing = stages
    .filter((stage) => stage.waiting > 0 && stage.out_day > 0 && stage.in_day > stage.out_day && old(stage))
    .sort((a, b) => b.in_day - b.out_day - (a.in_day - a.out_day));
  return growing[0] ?? null;
}

/** What a stage waits for: a gate, or whoever paused it. Null while it runs. */
function held(home: Home, stage: Stage): { text: string; to?: string } | null {
  const pilot = home.pilot && !home.pilot.open ? home.pilot : null;
  const to = pilot ? `/projects/${home.project.slug}/pilot/${pilot.stage}` : undefined;
  const far = pilot ? `${count(pilot.complete)} of ${count(pilot.items)} answered` : "";
  if (stage.phase === "paused")
    return { text: stage.phase_reason ? `paused: ${stage.phase_reason}` : "paused by hand" };
  if (stage.phase === "closed") {
    const names = stage.needs.map((key) => home.stages.find((one) => one.key === key)?.name ?? titled(key));
    return { text: `waits for the gate of ${list(names)}`, to };
  }
  if (pilot?.stage === stage.key) return { text: `gate opens by hand, ${far}`, to };
  return null;
}

function Card({ home, stage, neck, showStuck }: { home: Home; stage: Stage; neck: boolean; showStuck: () => void }) {
  const stuck = stuckAt(stage);
  const waits = held(home, stage);
  const classes = ["st", neck && "neck", stage.waiting === 0 && "past"].filter(Boolean).join(" ");
  return (
    <div className={classes}>
      <div className="nm">
        <Icon name={icon(stage)} />
        <Link
          to="/projects/$slug/pipeline"
          params={{ slug: home.project.slug }}
          search={{ stage: stage.key }}
          className="cut open"
        >
          {stage.name}
        </Link>
        {stage.phase !== "open" && <span className="badge warn end">{stage.phase}</span>}
        {neck && stage.phase === "open" && <span className="end">bottleneck</span>}
      </div>
      <div className="ct">{count(stage.waiting)}</div>
      <div className="io cut">
        {stage.in_day + stage.out_day > 0 ? (
          <>
            <b>{count(stage.in_day)}</b> in, <b>{count(stage.out_day)}</b> out a day
          </>
        ) : (
          `${count(stage.done)} done`
        )}
      </div>
      <div className="io cut">
        {stuck > 0 ? (
          <button type="button" className="bare t-warn" onClick={showStuck}>
            {count(stuck)}: {stage.stranded[0]?.cause ?? "parked"}
          </button>
        ) : waits ? (
          waits.to ? (
            <Link to={waits.to} className="link" title={waits.text}>
              {waits.text}
            </Link>
          ) : (
            <span title={waits.text}>{waits.text}</span>
          )
        ) : stage.waiting > 0 && stage.oldest_waiting_at ? (
          `oldest since ${when(stage.oldest_waiting_at)}`
        ) : (
          (stage.team ?? "")
        )}
      </div>
    </div>
  );
}

/** Where every item is: one bar for all, then the stages in flow order. */
export function Stages({ home, showStuck }: { home: Home; showStuck: () => void }) {
  const { items, stages, project } = home;
  const total = Math.max(1, items.total);
  const neck = bottleneck(stages);
  const width = (n: number) => ({ width: `${(n / total) * 100}%` });
  return (
    <section className="card strip" aria-label="Where the items are">
      <header className="strip-h">
        <h2>Where the items are</h2>
        <span className="sub">tasks that wait at each stage</span>
        <Link to="/projects/$slug/pipeline" params={{ slug: project.slug }} className="link end">
          Open pipeline
        </Link>
      </header>
      <div
        className="whole"
        role="img"
        aria-label={`${count(items.accepted)} accepted, ${count(items.active)} in work, ${count(items.held)} held, ${count(items.dropped)} dropped`}
      >
        <i style={width(items.held + items.dropped)} />
        <i className="n" style={width(items.active)} />
        <i className="a" style={width(items.accepted)} />
      </div>
      <div className="flow" style={{ gridTemplateColumns: `repeat(${stages.length + 1}, minmax(0, 1fr))` }}>
        {stages.map((stage) => (
          <Card key={stage.key} home={home} stage={stage} neck={stage === neck} showStuck={showStuck} />
        ))}
        <div className="st">
          <div className="nm">
            <Icon name="check" />
            Accepted
          </div>
          <div className="ct">{count(items.accepted)}</div>
          <div className="io">{percent(items.accepted / total)} of all items</div>
          <div className="io">{items.dropped > 0 ? `${count(items.dropped)} dropped` : ""}</div>
        </div>
      </div>
    </section>
  );
}
