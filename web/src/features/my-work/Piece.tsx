import { type CSSProperties, useState } from "react";
import { useCommands } from "../../design/commands";
import { Caps } from "../../design/parts";
import { around, hull } from "../../editors/box/geometry";
import type { Answer, BoxObject, Fields } from "../../editors/field";
import { Mark } from "../../workbench/Crop";
import { differences, firstObject } from "../../workbench/compare";
import type { Feedback, Part } from "../../workbench/home";

/** The part that is shown of an item: a picture before a text. */
export const shownPart = (parts: Readonly<Record<string, Part>>): Part | undefined =>
  Object.values(parts).find((part) => part.url) ?? Object.values(parts)[0];

interface PieceProps {
  part: Part | undefined;
  fields: Fields;
  before: Answer;
  after: Answer;
}

/** The piece of the item in question: of a picture with the annotator's box and the reviewer's, else the text. */
export function Piece({ part, fields, before, after }: PieceProps) {
  if (!part?.url) return <div className="quote">{part?.text}</div>;
  const size = { width: part.width ?? 1, height: part.height ?? 1 };
  const { open, agree } = differences(fields, [
    { key: "a", label: "Annotator", look: "who-a", dashed: false, answer: before },
    { key: "mine", label: "Reviewer", look: "who-r", dashed: false, answer: after },
  ]);
  const differing = open.find((one) => one.objects.length > 0);
  const pair: readonly (BoxObject | null)[] = differing?.objects ?? (agree[0] ? [agree[0], null] : []);
  const found = pair.flatMap((one) => (one ? [one.box] : []));
  const region =
    firstObject(differing) || agree[0]
      ? around(hull(found), size, 112 / 70)
      : ([0, 0, size.width, (size.width * 70) / 112] as const);
  const [x, y, w, h] = region;
  const style = { "--mw": w, "--mh": h, "--iw": size.width, "--rx": x, "--ry": y } as CSSProperties;
  return (
    <div className="crop" style={style}>
      <img src={part.url} alt="" loading="lazy" />
      {pair[0] && <Mark box={pair[0].box} origin={[x, y]} look="who-a" />}
      {pair[1] && <Mark box={pair[1].box} origin={[x, y]} look="who-r" />}
    </div>
  );
}

interface WordsProps {
  said: Feedback["said"];
  other: string;
  /** The field to write in is open. */
  writing: boolean;
  /** It was opened just now: the focus goes there. */
  asked?: boolean;
  placeholder: string;
  send: (text: string) => Promise<void>;
}

/** What both wrote about a verdict, and a field for the next word. */
export function Words({ said, other, writing, asked = false, placeholder, send }: WordsProps) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const away = async () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    await send(text.trim())
      .then(() => setText(""))
      .finally(() => setBusy(false));
  };
  useCommands([
    {
      name: "words.send",
      label: "Send",
      scope: "typing",
      group: "While typing",
      keys: "mod+enter",
      when: () => writing && document.activeElement?.getAttribute("aria-label") === placeholder,
      perform: () => void away(),
    },
  ]);
  if (said.length === 0 && !writing) return null;
  return (
    <div className="words">
      {said.map((one) => (
        <p key={one.at}>
          <span className="muted">{one.mine ? "You" : other}: </span>
          {one.text}
        </p>
      ))}
      {writing && (
        <div className="row">
          <textarea
            // biome-ignore lint/a11y/noAutofocus: it opens because somebody asked for it
            autoFocus={asked}
            className="area"
            rows={2}
            value={text}
            placeholder={placeholder}
            aria-label={placeholder}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="button" className="btn s" disabled={!text.trim() || busy} onClick={() => void away()}>
            Send
            <Caps keys="mod+enter" />
          </button>
        </div>
      )}
    </div>
  );
}
