import { Problem } from "../../api/http";
import { Icon } from "../../design/icons";
import { Failure, Kbd, ProblemLines } from "../../design/parts";
import { many } from "../../design/words";
import { lineDiff } from "../../design/words-diff";
import type { Edit } from "./use-edit";

interface Line {
  kind: "same" | "added" | "removed";
  text: string;
  n: number;
}

/** The changed lines with two lines around them, as numbered in the text they stand in. */
export function changedLines(before: string, after: string): Line[] {
  const all: Line[] = [];
  let n = 1;
  for (const piece of lineDiff(before, after)) {
    for (const text of piece.text.replace(/\n$/, "").split("\n")) {
      all.push({ kind: piece.kind, text, n });
      if (piece.kind !== "removed") n += 1;
    }
  }
  const near = (at: number) => all.slice(Math.max(0, at - 2), at + 3).some(({ kind }) => kind !== "same");
  return all.filter((_, at) => near(at));
}

/** What the change does, before it is applied: its lines, what the server says of it, and the button. */
export function Changes({ edit }: { edit: Edit }) {
  const lines = changedLines(edit.before, edit.text);
  const changed = lines.filter(({ kind }) => kind !== "same").length;
  const { checked } = edit;
  return (
    <section className="drawer" aria-label="The change">
      <header>
        <h2>What changes</h2>
        <span className="sub">
          {many(changed, "line")}
          {checked === null && edit.error === null ? ", checking" : ""}
        </span>
        <span className="row end">
          <button type="button" className="btn s quiet" onClick={edit.discard}>
            Discard
          </button>
          <button type="button" className="btn s primary" disabled={!edit.ready} onClick={edit.apply}>
            {edit.busy ? "Applying" : "Apply"} <Kbd keys="mod+enter" />
          </button>
        </span>
      </header>
      <div className="cols">
        <div className="scroll">
          <pre className="yaml">
            {lines.map((line) => (
              <div
                key={`${line.kind}${line.n}${line.text}`}
                className={line.kind === "added" ? "diff-add" : line.kind === "removed" ? "diff-del" : undefined}
              >
                {`${line.kind === "added" ? "+" : line.kind === "removed" ? "-" : " "} ${line.text}`}
              </div>
            ))}
          </pre>
        </div>
        <div className="scroll">
          {edit.error ? (
            <Failure error={edit.error} what="This cannot be applied" />
          ) : checked && !checked.ok ? (
            <div className="note bad">
              <Icon name="warn" />
              <div className="grow">
                <b className="md">{many(checked.problems.length, "problem")}: nothing is applied</b>
                <ProblemLines error={new Problem(422, "invalid", "", "", "", checked.problems)} />
              </div>
            </div>
          ) : checked ? (
            <ul className="checks">
              {checked.changes.map((one) => (
                <li key={one} className="row">
                  <Icon name="check" tone="good" />
                  {one}
                </li>
              ))}
              <li className="row">
                <Icon name="check" tone="good" />
                Work in hand ends under the version it began with.
              </li>
              {checked.warnings.map((one) => (
                <li key={one.place + one.message} className="row">
                  <Icon name="warn" tone="warn" />
                  {one.message}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      </div>
    </section>
  );
}
