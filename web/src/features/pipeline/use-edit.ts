/** A change to the definition while it is tried out: checked as one types, applied by hand. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Checked, type Definition, saveDefinition, validate } from "../../api/projects";
import { said } from "../../design/toasts";

export interface Edit {
  text: string;
  before: string;
  set: (text: string) => void;
  changed: boolean;
  checked: Checked | null;
  /** Whether it can be applied now. */
  ready: boolean;
  busy: boolean;
  error: unknown;
  apply: () => void;
  discard: () => void;
}

export function useEdit(slug: string, definition: Definition | undefined): Edit {
  const queries = useQueryClient();
  const [typed, setTyped] = useState<string | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const before = definition?.document ?? "";
  const text = typed ?? before;
  const changed = definition !== undefined && text !== before;
  useEffect(() => {
    setChecked(null);
    setError(null);
    if (!changed) return;
    let left = false;
    const timer = setTimeout(() => {
      validate(text, slug).then(
        (answer) => !left && setChecked(answer),
        (refused: unknown) => !left && setError(refused),
      );
    }, 350);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [text, changed, slug]);
  const apply = async () => {
    setBusy(true);
    setError(null);
    try {
      const done = await saveDefinition(slug, text, definition?.sha256);
      said(`Version ${done.version} is in force`, "Leased work ends under the version it began with.");
      await queries.invalidateQueries({ queryKey: ["project", slug] });
      setTyped(null);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return {
    text,
    before,
    set: setTyped,
    changed,
    checked,
    ready: changed && checked?.ok === true && !busy,
    busy,
    error,
    apply: () => void apply(),
    discard: () => setTyped(null),
  };
}
