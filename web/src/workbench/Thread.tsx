import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useCommands } from "../design/commands";
import { Caps } from "../design/parts";
import { messageOf, type Session } from "./session";
import { clockShort } from "./time";
import { work } from "./work";

interface Props {
  session: Session;
  lease: number;
  /** The object the remark is about, when one is selected. */
  anchor: string | null;
  /** Counts up when F or T was pressed: the field takes the focus. */
  asked: number;
  parked: () => void;
}

/** The item's thread: a question or a flag, which may set the task aside until somebody answers. */
export function Thread({ session, lease, anchor, asked, parked }: Props) {
  const [text, setText] = useState("");
  const [blocking, setBlocking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const queries = useQueryClient();
  const thread = useQuery({ queryKey: ["work", "thread", lease], queryFn: () => work.comments(lease), retry: false });
  useEffect(() => {
    if (asked > 0) field.current?.focus();
  }, [asked]);
  const send = async () => {
    if (text.trim() === "") return;
    try {
      await work.comment(lease, { text: text.trim(), ...(anchor ? { anchor } : {}), blocking });
      setText("");
      await queries.invalidateQueries({ queryKey: ["work", "thread", lease] });
      if (blocking) parked();
    } catch (error) {
      session.say({ kind: "bad", text: `Your remark is still in its field: ${messageOf(error)}` });
    }
  };
  useCommands([
    {
      name: "thread.send",
      label: "Send the remark",
      scope: "typing",
      group: "While typing",
      keys: "mod+enter",
      when: () => document.activeElement === field.current,
      perform: () => void send(),
    },
  ]);
  const said = thread.data?.comments ?? [];
  return (
    <>
      <div className="scroll thread">
        {said.map((one) => (
          <article key={one.id}>
            <small className="muted">
              {one.mine ? "you" : "somebody else"}, {clockShort(Date.parse(one.at))}
              {one.anchor ? `, about ${one.anchor}` : ""}
            </small>
            <p>{one.text}</p>
          </article>
        ))}
        {said.length === 0 && (
          <p className="muted small">
            Nothing said about this item yet. A question goes to those who lead the project.
          </p>
        )}
      </div>
      <div className="askbox">
        <textarea
          ref={field}
          data-sends
          className="area"
          rows={3}
          value={text}
          placeholder={anchor ? `about ${anchor}` : "what is unclear, or wrong with the item"}
          aria-label="Your remark"
          onChange={(event) => setText(event.target.value)}
        />
        <div className="row">
          <label className="row small">
            <input type="checkbox" checked={blocking} onChange={(event) => setBlocking(event.target.checked)} />
            set the task aside
          </label>
          <button type="button" className="btn s end" disabled={text.trim() === ""} onClick={() => void send()}>
            Send
            <Caps keys="mod+enter" />
          </button>
        </div>
      </div>
    </>
  );
}
