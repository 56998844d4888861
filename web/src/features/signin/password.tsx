import { type KeyboardEvent, type ReactNode, useState } from "react";
import { Icon } from "../../design/icons";

interface Props {
  label: string;
  value: string;
  autoComplete: "current-password" | "new-password";
  onChange: (value: string) => void;
  children?: ReactNode;
}

/** A password that can be shown, with a word about caps lock; the error stands under the field. */
export function Password({ label, value, autoComplete, onChange, children }: Props) {
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const watch = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
  return (
    <div className="mt3">
      <label className="field">
        <span>{label}</span>
        <span className="input full">
          <input
            type={shown ? "text" : "password"}
            autoComplete={autoComplete}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onKeyUp={watch}
          />
          <button
            type="button"
            className="icon-btn s"
            aria-label={shown ? "Hide the password" : "Show the password"}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <Icon name="review" />
          </button>
        </span>
      </label>
      {caps && <p className="hint t-warn">Caps lock is on.</p>}
      {children}
    </div>
  );
}
