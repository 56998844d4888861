import type { Today } from "../../workbench/home";
import { clockShort, each, span } from "../../workbench/time";

const QUARTER_MS = 15 * 60_000;

/** Today's own facts, and what active time is, in a sentence. */
export function TodayCard({ today }: { today: Today }) {
  const bars = quarters(today);
  const most = Math.max(...bars.map((one) => one.activeMs), QUARTER_MS / 3);
  return (
    <section className="card">
      <header>
        <h2>Today</h2>
        {bars[0] && <span className="end small muted num">since {clockShort(bars[0].at)}</span>}
      </header>
      <div className="body">
        <div className="stats">
          <Stat value={today.count.toLocaleString("en")} label={today.count === 1 ? "task" : "tasks"} />
          {today.median_ms !== null && <Stat value={each(today.median_ms)} label="each, median" />}
        </div>
        {bars.length > 0 && (
          <>
            <div
              className="bars"
              role="img"
              aria-label={`Active minutes in each quarter of an hour: ${bars.map((one) => Math.round(one.activeMs / 60_000)).join(", ")}`}
            >
              {bars.map((one, at) => (
                <i
                  key={one.at}
                  className={one.activeMs === 0 ? "off" : at === bars.length - 1 ? "now" : undefined}
                  style={{ height: `${(one.activeMs / most) * 100}%` }}
                />
              ))}
            </div>
            <div className="axis" aria-hidden="true">
              {bars.map((one, at) => (
                <span key={one.at}>{at === 0 || new Date(one.at).getMinutes() === 0 ? clockShort(one.at) : ""}</span>
              ))}
            </div>
          </>
        )}
        <div className="hr" />
        <b className="num">{span(today.active_ms)} active</b>
        <p className="small muted">
          Time at work: from one key or move to the next. Pauses over 60 seconds are left out; reading the guide counts,
          waiting for media does not.
        </p>
      </div>
    </section>
  );
}

function Stat({ value, label }: { value: string; label: string }) {
  return (
    <div className="stat">
      <div className="value">{value}</div>
      <div className="label">{label}</div>
    </div>
  );
}

/** Every quarter of an hour from the first to now, also those without work; the last sixteen. */
export function quarters(today: Today, now = Date.now()): { at: number; activeMs: number }[] {
  const known = new Map(today.by_quarter.map((one) => [Date.parse(one.at), one.active_ms]));
  if (known.size === 0) return [];
  const last = Math.floor(now / QUARTER_MS) * QUARTER_MS;
  const first = Math.max(Math.min(...known.keys()), last - 15 * QUARTER_MS);
  const count = Math.max(Math.round((last - first) / QUARTER_MS) + 1, 1);
  return Array.from({ length: count }, (_, at) => ({
    at: first + at * QUARTER_MS,
    activeMs: known.get(first + at * QUARTER_MS) ?? 0,
  }));
}
