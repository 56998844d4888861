import { memo, type ReactNode } from "react";
import { Icon, type IconName } from "../design/icons";
import { Caps } from "../design/parts";
import { useStore } from "../editors/store";
import { READY, type Session } from "./session";
import { clock, each, span } from "./time";
import { useHome } from "./use-home";

interface Props {
  session: Session;
  noun: string;
  children: ReactNode;
}

/** The foot: undo, redo, save state, today's facts and what is ready at the left; what ends a task at the right. */
export function Foot({ session, noun, children }: Props) {
  const past = useStore(session.store, (state) => (state.task?.history.past.length ?? 0) > 0);
  const future = useStore(session.store, (state) => (state.task?.history.future.length ?? 0) > 0);
  return (
    <footer className="wb-foot">
      <button type="button" className="ib" aria-label="Undo, Ctrl Z" disabled={!past} onClick={() => session.undo()}>
        <Icon name="undo" />
      </button>
      <button
        type="button"
        className="ib"
        aria-label="Redo, Ctrl Shift Z"
        disabled={!future}
        onClick={() => session.redo()}
      >
        <Icon name="redo" />
      </button>
      <span className="vr" />
      <SaveState session={session} />
      <span className="vr" />
      <Facts session={session} noun={noun} />
      <Ready session={session} />
      <span className="grow" />
      {children}
    </footer>
  );
}

const SaveState = memo(function SaveState({ session }: { session: Session }) {
  const state = useStore(session.store, (value) => value);
  const { saving, savedAt, offlineSince, pending, signedOut, task } = state;
  const shown = (tone: string, text: string) => (
    <span className="fact save" role="status">
      <i className="dot" style={{ color: `var(--${tone})` }} />
      {text}
    </span>
  );
  if (task?.trouble) return shown("bad", task.trouble.code);
  if (signedOut) return shown("warn", "Signed out");
  if (offlineSince !== null) return shown("warn", pending > 0 ? `Offline, ${pending} pending` : "Offline");
  if (saving || pending > 0) return shown("info", "Saving");
  return shown("good", savedAt === null ? "All work saved" : `Saved ${clock(savedAt)}`);
});

/** Today's own numbers. They stand still while somebody works on a task: a changing number is a distraction. */
const Facts = memo(function Facts({ session, noun }: { session: Session; noun: string }) {
  const { home, since } = useHome(session);
  const done = useStore(session.store, (state) => state.doneHere);
  const today = home?.today;
  if (!today) {
    return (
      <>
        <span className="fact">
          Here <b>{done}</b> {noun}
        </span>
        <span className="vr" />
      </>
    );
  }
  return (
    <>
      <span className="fact">
        Today <b>{today.count + since}</b> {noun}
        {today.median_ms !== null && (
          <span className="more">
            <span className="vr" />
            <b>{each(today.median_ms)}</b> each
          </span>
        )}
        <span className="more">
          <span className="vr" />
          <b>{span(today.active_ms)}</b> active
        </span>
      </span>
      <span className="vr" />
    </>
  );
});

const Ready = memo(function Ready({ session }: { session: Session }) {
  const ready = useStore(session.store, (state) => state.ready);
  return (
    <span className="fact" title="Next tasks already loaded">
      <span className="slots" aria-hidden="true">
        {Array.from({ length: READY }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots have no other identity
          <i key={at} className={at < ready ? undefined : "wait"} />
        ))}
      </span>
      {Math.min(ready, READY)} ready
    </span>
  );
});

interface ActProps {
  icon?: IconName;
  keys: string;
  label: string;
  press: () => void;
  on?: boolean;
  disabled?: boolean;
}

/** A quiet button of the foot, its key at the right end. */
export function Act({ icon, keys, label, press, on, disabled }: ActProps) {
  return (
    <button
      type="button"
      className={on ? "btn quiet on" : "btn quiet"}
      aria-pressed={on}
      disabled={disabled}
      onClick={press}
    >
      {icon && <Icon name={icon} />}
      <span className="act-label">{label}</span>
      <Caps keys={keys} />
    </button>
  );
}

export const SKIP_REASONS: readonly [string, string][] = [
  ["unclear", "unclear"],
  ["bad_media", "bad media"],
  ["wrong_language", "wrong language"],
  ["not_my_field", "not my field"],
  ["other", "other"],
];

/** Instead of the buttons, in the same place: why it is skipped. */
export function SkipReasons({ pick, leave }: { pick: (reason: string) => void; leave: () => void }) {
  return (
    <fieldset className="reasons" aria-label="Why it is skipped">
      <span className="small muted">Skip because</span>
      {SKIP_REASONS.map(([code, name], at) => (
        <button type="button" key={code} className="btn s" onClick={() => pick(code)}>
          <Caps keys={String(at + 1)} fixed />
          {name}
        </button>
      ))}
      <button type="button" className="btn quiet s" onClick={leave}>
        Stay
        <Caps keys="escape" />
      </button>
    </fieldset>
  );
}
