import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { guidelineQuery, saveGuideline } from "../../api/guideline";
import { draftGuideline } from "../../definition/document";
import { Failure } from "../../design/parts";
import type { Draft } from "./draft";

/** The rules people label by; a first text is drafted from the fields. */
export function GuidelineStep({ slug, draft }: { slug: string; draft: Draft }) {
  const queries = useQueryClient();
  const stored = useQuery(guidelineQuery(slug));
  const drafted = draftGuideline(String(draft.value.name ?? slug), draft.fields);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? (stored.data?.document.trim() ? stored.data.document : drafted);
  const save = useMutation({
    mutationFn: () => saveGuideline(slug, text, stored.data?.document.trim() ? "edited in the set-up" : "first draft"),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["project", slug, "guideline"] }),
  });
  const same = text === stored.data?.document;
  return (
    <>
      <div className="head">
        <h1>Guideline</h1>
        <span className="sub">
          {stored.data?.document.trim() ? `version ${stored.data.version}` : "drafted from the fields"}
        </span>
        <span className="row end">
          <button type="button" className="btn quiet" onClick={() => setTyped(drafted)} disabled={text === drafted}>
            Draft it from the fields
          </button>
          <button type="button" className="btn" disabled={same || save.isPending} onClick={() => save.mutate()}>
            {save.isPending ? "Saving" : same ? "Saved" : "Save"}
          </button>
        </span>
      </div>
      <p className="muted mt2">
        What counts, what does not, and an example where people disagree. Headings are cited by classes.
      </p>
      {(save.error || stored.error) && (
        <div className="mt3">
          <Failure error={save.error ?? stored.error} />
        </div>
      )}
      <textarea
        className="input source prose mt4"
        aria-label="Guideline, as Markdown"
        rows={24}
        value={text}
        onChange={(event) => setTyped(event.target.value)}
      />
    </>
  );
}
