/** Small parts that carry behaviour or a rule; everything else is a class of parts.css on a plain element. */
import { type ReactNode, useEffect, useState } from "react";
import { Problem } from "../api/http";
import { useOwnKeys } from "./commands";
import { Icon, type IconName } from "./icons";
import { caps, moved } from "./keys";

/** A press on one cap, as the managing screens write it: "Ctrl K", "⏎". */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="kbd" aria-hidden="true">
      {keys === "enter" ? "⏎" : caps(keys).join(" ")}
    </kbd>
  );
}

/** A press with a cap for each of its keys, as the workbench writes it; `fixed` ones never move. */
export function Caps({ keys, on, fixed }: { keys: string; on?: boolean; fixed?: boolean }) {
  const own = useOwnKeys();
  return caps(fixed ? keys : moved(keys, own)).map((cap) => (
    <kbd key={cap} className={on ? "kbd on" : "kbd"} aria-hidden="true">
      {cap}
    </kbd>
  ));
}

/** True once `ms` have passed while `waiting`: a quick answer never flashes a loading state. */
export function useLate(waiting: boolean, ms = 200): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return setLate(false);
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [waiting, ms]);
  return waiting && late;
}

/** Blocks of the final size while something loads; nothing at all for the first 200 ms. */
export function Skeleton({ heights, label = "Loading" }: { heights: number[]; label?: string }) {
  const late = useLate(true);
  return (
    <div className="stack" role="status" aria-label={label}>
      {late && heights.map((height) => <span key={height} className="skel" style={{ height }} />)}
    </div>
  );
}

/** An error in the box that failed: cause, what helps, retry, and the code to tell somebody. */
export function Failure({ error, retry, what }: { error: unknown; retry?: () => void; what?: string }) {
  const problem = error instanceof Problem ? error : null;
  return (
    <div className="note bad" role="alert">
      <Icon name="warn" />
      <div className="grow">
        <b className="md">{what ?? problem?.title ?? "This did not work"}</b>
        <div>{problem?.detail || (error instanceof Error ? error.message : "An unknown error.")}</div>
        {problem?.hint && <div>{problem.hint}</div>}
        <ProblemLines error={error} />
        <div className="row mt1">
          {retry && (
            <button type="button" className="link plain" onClick={retry}>
              Retry
            </button>
          )}
          {problem && <span className="mono muted">{problem.code}</span>}
        </div>
      </div>
    </div>
  );
}

/** Every problem of a refused document, with its place. */
export function ProblemLines({ error }: { error: unknown }) {
  if (!(error instanceof Problem) || error.problems.length === 0) return null;
  return (
    <ul className="mt1">
      {error.problems.slice(0, 12).map((line) => (
        <li key={`${line.place}${line.line}${line.message}`}>
          <span className="mono">{line.line ? `line ${line.line}` : line.place}</span> {line.message}
          {line.hint ? ` (${line.hint})` : ""}
        </li>
      ))}
      {error.problems.length > 12 && <li>and {error.problems.length - 12} more</li>}
    </ul>
  );
}

/** What will be here, and one step to get there. */
export function Empty({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="blank">
      <h2>{title}</h2>
      <p className="muted">{children}</p>
      {actions && <div className="row mt1">{actions}</div>}
    </div>
  );
}

export function Note({
  kind = "info",
  icon,
  children,
}: {
  kind?: "info" | "warn" | "bad" | "good";
  icon?: IconName;
  children: ReactNode;
}) {
  const icons = { info: "info", warn: "warn", bad: "warn", good: "check" } as const;
  return (
    <div className={`note ${kind}`}>
      <Icon name={icon ?? icons[kind]} />
      <div className="grow">{children}</div>
    </div>
  );
}

export function Avatar({ name, size }: { name: string; size?: "s" | "l" }) {
  const words = name.trim().split(/\s+/);
  const letters = (
    (words[0]?.[0] ?? "") + (words.length > 1 ? (words[words.length - 1]?.[0] ?? "") : "")
  ).toUpperCase();
  return (
    <span className={size ? `avatar ${size}` : "avatar"} aria-hidden="true">
      {letters}
    </span>
  );
}

interface Choice<T extends string> {
  value: T;
  label: ReactNode;
  /** What it is called where the label is a picture. */
  name?: string;
}

/** One of a few, side by side; a radio group for the keyboard and for screen readers. */
export function Segments<T extends string>(props: {
  label: string;
  value: T;
  choices: Choice<T>[];
  onChange: (value: T) => void;
  full?: boolean;
}) {
  const { choices, value, onChange } = props;
  const step = (by: number) => {
    const at = choices.findIndex((choice) => choice.value === value);
    const next = choices[(at + by + choices.length) % choices.length];
    if (next) onChange(next.value);
  };
  return (
    <div className={props.full ? "seg full" : "seg"} role="radiogroup" aria-label={props.label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={choice.value === value}
          aria-label={choice.name}
          title={choice.name}
          tabIndex={choice.value === value ? 0 : -1}
          className={choice.value === value ? "on" : undefined}
          onClick={() => onChange(choice.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowRight") step(1);
            if (event.key === "ArrowLeft") step(-1);
          }}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}

/** A switch with its word. */
export function Toggle({ label, on, onChange }: { label: ReactNode; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" role="switch" aria-checked={on} className="toggle" onClick={() => onChange(!on)}>
      <span className={on ? "switcher on" : "switcher"} aria-hidden="true" />
      {label}
    </button>
  );
}

export function Meter({ share, label, tone }: { share: number; label: string; tone?: "good" | "warn" | "bad" }) {
  const percent = Math.max(0, Math.min(100, share * 100));
  return (
    <div
      className={tone ? `meter ${tone}` : "meter"}
      role="progressbar"
      aria-label={label}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}
