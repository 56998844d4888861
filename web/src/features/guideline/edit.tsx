import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Guideline, saveGuideline } from "../../api/guideline";
import { useCommands } from "../../design/commands";
import { Failure, Kbd } from "../../design/parts";
import { said } from "../../design/toasts";

/** The guideline as Markdown; saving makes a new version with a word on why. */
export function EditGuideline({ slug, guideline, done }: { slug: string; guideline: Guideline; done: () => void }) {
  const queries = useQueryClient();
  const [text, setText] = useState(guideline.document);
  const [note, setNote] = useState("");
  const save = useMutation({
    mutationFn: () => saveGuideline(slug, text, note.trim(), guideline.version),
    onSuccess: async ({ version }) => {
      said(`Version ${version} is in force`, "Annotators see it with their next task.");
      await queries.invalidateQueries({ queryKey: ["project", slug, "guideline"] });
      done();
    },
  });
  const ready = text !== guideline.document && text.trim() !== "" && !save.isPending;
  useCommands([
    {
      name: "guideline.save",
      label: "Save the new version",
      keys: "mod+enter",
      always: true,
      when: () => ready,
      perform: () => save.mutate(),
    },
  ]);
  return (
    <div className="mt4">
      <textarea
        className="input source prose-in"
        aria-label="Guideline, as Markdown"
        rows={26}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="hint">
        A heading keeps its mark, such as {"{#s-boxes}"}: classes and comments point at it, whatever the heading says.
      </p>
      {save.error && (
        <div className="mt3">
          <Failure error={save.error} what="Not saved" />
        </div>
      )}
      <div className="row mt3">
        <input
          className="input grow"
          aria-label="What changed, in a line"
          placeholder="What changed, in a line"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <button type="button" className="btn primary" disabled={!ready} onClick={() => save.mutate()}>
          Save as version {guideline.versions.length > 0 ? guideline.version + 1 : 1} <Kbd keys="mod+enter" />
        </button>
      </div>
    </div>
  );
}
