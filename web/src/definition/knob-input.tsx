import { useEffect, useState } from "react";
import { change } from "./document";
import { type Knob, written } from "./knobs";

interface Props {
  knob: Knob;
  /** The document the number stands in, and what to do with the changed one. */
  text: string;
  set: (text: string) => void;
  /** What it was before the change that is being tried; undefined where none is. */
  was?: number;
}

/** One number of the pipeline: what is typed stays as it is typed, and counts once it can be meant. */
export function KnobInput({ knob, text, set, was }: Props) {
  const [typed, setTyped] = useState(String(knob.value));
  useEffect(() => setTyped((before) => (Number(before) === knob.value ? before : String(knob.value))), [knob.value]);
  const changed = was !== undefined && was !== knob.value;
  const wrong = typed.trim() === "" || Number(typed) !== knob.value;
  return (
    <span className="row end">
      {changed && (
        <span className="sub nowrap">
          was {was} {knob.unit === "%" ? "%" : ""}
        </span>
      )}
      <input
        className={["input s num", changed && "changed", wrong && "wrong"].filter(Boolean).join(" ")}
        type="number"
        min={knob.least}
        max={knob.most}
        aria-label={`${knob.stage}, ${knob.label}`}
        aria-invalid={wrong}
        value={typed}
        onBlur={() => setTyped(String(knob.value))}
        onChange={(event) => {
          setTyped(event.target.value);
          const value = Number(event.target.value);
          if (event.target.value.trim() !== "" && value >= knob.least && value <= knob.most)
            set(change(text, knob.place, written(knob, value)));
        }}
      />
      <span className="sub unit">{knob.unit}</span>
    </span>
  );
}
