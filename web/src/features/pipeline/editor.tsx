import { useRef } from "react";
import type { ProblemLine } from "../../api/http";

/** The definition as text, with line numbers; a wrong line is marked. */
export function Editor({
  text,
  set,
  problems,
}: {
  text: string;
  set: (text: string) => void;
  problems: ProblemLine[];
}) {
  const gutter = useRef<HTMLDivElement>(null);
  const wrong = new Map(problems.filter(({ line }) => line).map((one) => [one.line, one.message]));
  return (
    <div className="editor">
      <div ref={gutter} className="gutter" aria-hidden="true">
        {text.split("\n").map((_, at) => {
          const line = at + 1;
          return (
            <div key={`line-${line}`} className={wrong.has(line) ? "bad" : undefined} title={wrong.get(line)}>
              {line}
            </div>
          );
        })}
      </div>
      <textarea
        aria-label="Definition as YAML"
        spellCheck={false}
        wrap="off"
        value={text}
        onChange={(event) => set(event.target.value)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Tab" || event.shiftKey) return;
          event.preventDefault();
          const { selectionStart: at, selectionEnd: end } = event.currentTarget;
          event.currentTarget.setRangeText("  ", at, end, "end");
          set(event.currentTarget.value);
        }}
      />
    </div>
  );
}
