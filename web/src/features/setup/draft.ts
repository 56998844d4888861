/** The draft: its text, what is wrong with it, and saving it as one types. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { Problem } from "../../api/http";
import { type Checked, definitionQuery, saveDefinition, validate } from "../../api/projects";
import { type Field, fieldsOf, parse } from "./document";

export interface Draft {
  text: string;
  set: (text: string) => void;
  value: Record<string, unknown>;
  fields: Field[];
  unreadable: string | null;
  checked: Checked | null;
  saved: Date | null;
  saving: boolean;
  refused: Error | null;
}

/** The draft of a project, saved 600 ms after the last change while it holds. */
export function useDraft(slug: string): Draft | { error: Error | null } {
  const queries = useQueryClient();
  const loaded = useQuery({ ...definitionQuery(slug), staleTime: Number.POSITIVE_INFINITY });
  const [text, setText] = useState<string | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [saved, setSaved] = useState<Date | null>(null);
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<Error | null>(null);
  const stored = useRef<string | null>(null);
  const shown = text ?? loaded.data?.document ?? null;
  if (loaded.data && !stored.current) stored.current = loaded.data.document ?? "";

  useEffect(() => {
    if (shown === null) return;
    let left = false;
    const timer = setTimeout(async () => {
      try {
        setSaving(false);
        const answer = await validate(shown, slug);
        if (left) return;
        setChecked(answer);
        if (!answer.ok || shown === stored.current) return;
        setSaving(true);
        await saveDefinition(slug, shown);
        stored.current = shown;
        setSaved(new Date());
        setRefused(null);
        void queries.invalidateQueries({ queryKey: ["project", slug] });
        void queries.invalidateQueries({ queryKey: ["projects"] });
      } catch (error) {
        if (!left) setRefused(error instanceof Error ? error : new Problem(0, "unknown", "Not saved", ""));
      } finally {
        if (!left) setSaving(false);
      }
    }, 600);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [shown, slug, queries]);

  const read = useMemo(() => parse(shown ?? ""), [shown]);
  if (shown === null) return { error: loaded.error };
  return {
    text: shown,
    set: setText,
    value: read.value,
    fields: fieldsOf(read.value),
    unreadable: read.error,
    checked,
    saved,
    saving,
    refused,
  };
}
