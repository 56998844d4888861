/** The draft: its text, what is wrong with it, and saving it as one types. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Problem } from "../../api/http";
import { type Checked, definitionQuery, saveDefinition, validate } from "../../api/projects";
import { type Field, fieldsOf, parse } from "../../definition/document";

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
  /** Saves what stands there now, without waiting; false where it does not hold and so was not saved. */
  save: () => Promise<boolean>;
}

const PAUSE_MS = 600; // after the last change

/** The draft of a project, saved a moment after the last change while it holds, and when the set-up is left. */
export function useDraft(slug: string): Draft | { error: Error | null } {
  const queries = useQueryClient();
  const loaded = useQuery({ ...definitionQuery(slug), staleTime: Number.POSITIVE_INFINITY });
  const [text, set] = useState<string | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [saved, setSaved] = useState<Date | null>(null);
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<Error | null>(null);
  const stored = useRef<string | null>(null);
  const shown = text ?? loaded.data?.document ?? null;
  if (loaded.data && stored.current === null) stored.current = loaded.data.document ?? "";
  const newest = useRef(shown);
  newest.current = shown;
  const before = useRef<Promise<unknown>>(Promise.resolve());

  /** One after the other, so that an older text never comes after a newer one. */
  const save = useCallback(() => {
    const one = async (): Promise<boolean> => {
      const wanted = newest.current;
      if (wanted === null) return false;
      try {
        const answer = await validate(wanted, slug);
        if (wanted === newest.current) setChecked(answer);
        if (!answer.ok || wanted === stored.current) return answer.ok;
        setSaving(true);
        await saveDefinition(slug, wanted);
        stored.current = wanted;
        setSaved(new Date());
        setRefused(null);
        void queries.invalidateQueries({ queryKey: ["project", slug] });
        void queries.invalidateQueries({ queryKey: ["projects"] });
        return true;
      } catch (error) {
        setRefused(error instanceof Error ? error : new Problem(0, "unknown", "Not saved", ""));
        return false;
      } finally {
        setSaving(false);
      }
    };
    const done = before.current.then(one);
    before.current = done;
    return done;
  }, [slug, queries]);

  useEffect(() => {
    if (shown === null) return;
    const timer = setTimeout(() => void save(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [shown, save]);
  useEffect(
    () => () => {
      if (newest.current !== stored.current) void save();
    },
    [save],
  );

  const read = useMemo(() => parse(shown ?? ""), [shown]);
  const fields = useMemo(() => fieldsOf(read.value), [read]);
  if (shown === null) return { error: loaded.error };
  return {
    text: shown,
    set,
    value: read.value,
    fields,
    unreadable: read.error,
    checked,
    saved,
    saving,
    refused,
    save,
  };
}
