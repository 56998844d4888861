import { useState } from "react";
import type { Home } from "../../api/projects";
import { count, when } from "../../design/words";

const WIDTH = 640;
const HEIGHT = 180;

/** Accepted items over time: a line of what happened; a crosshair writes its value into the header. */
export function Accepted({ hours, items }: { hours: Home["accepted_by_hour"]; items: Home["items"] }) {
  const [at, setAt] = useState<number | null>(null);
  const before = items.accepted - hours.reduce((sum, { n }) => sum + n, 0);
  let sum = Math.max(0, before);
  const points = hours.map((hour) => {
    sum += hour.n;
    return { at: hour.at, n: hour.n, sum };
  });
  const most = Math.max(items.total, 1);
  const x = (index: number) => (points.length > 1 ? (index / (points.length - 1)) * WIDTH : WIDTH);
  const y = (value: number) => HEIGHT - (value / most) * HEIGHT;
  const line = points
    .map((point, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(point.sum).toFixed(1)}`)
    .join("");
  const marked = at === null ? null : points[at];
  return (
    <section className="card chart" aria-label="Accepted items">
      <header>
        <h2>Accepted items</h2>
        <span className="sub">
          {marked ? `${when(marked.at)}: ${count(marked.sum)}, ${count(marked.n)} in that hour` : "by hour"}
        </span>
      </header>
      <div className="body">
        {points.length > 1 ? (
          <>
            <svg
              className="line-plot"
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={`${count(items.accepted)} of ${count(items.total)} accepted`}
              onMouseLeave={() => setAt(null)}
              onMouseMove={(event) => {
                const box = event.currentTarget.getBoundingClientRect();
                setAt(Math.round(((event.clientX - box.left) / box.width) * (points.length - 1)));
              }}
            >
              {[0, 0.5, 1].map((share) => (
                <path key={share} className="l-grid" d={`M0 ${HEIGHT * share}H${WIDTH}`} />
              ))}
              <path className="b-acc" d={`${line}V${HEIGHT}H0Z`} />
              <path className="l-acc" d={line} />
              {at !== null && <path className="l-dash" d={`M${x(at)} 0V${HEIGHT}`} />}
            </svg>
            <div className="row sub mt1">
              <span>{when(points[0]?.at ?? "")}</span>
              <span className="end">
                {count(items.total)} {items.total === 1 ? "item is" : "items are"} the top line
              </span>
            </div>
          </>
        ) : (
          <p className="muted chart-none">The line begins with the first accepted items.</p>
        )}
      </div>
    </section>
  );
}
