import type { ClassDef } from "../field";

/** Whether a class answers to what was typed: any word of its name or its id starts with it. */
export function matches(one: ClassDef, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return true;
  return (
    [one.id, ...one.name.split(/[\s&,/-]+/)].some((word) => word.toLowerCase().startsWith(wanted)) ||
    one.name.toLowerCase().includes(wanted)
  );
}

/** The class that Enter takes while filtering: the first that matches in the order of the schema. */
export function firstMatch(classes: readonly ClassDef[], typed: string): ClassDef | null {
  return typed.trim() === "" ? null : (classes.find((one) => matches(one, typed)) ?? null);
}

/** The last few classes a person chose, newest first, each once. */
export function recent(before: readonly string[], chosen: string, most = 3): string[] {
  return [chosen, ...before.filter((id) => id !== chosen)].slice(0, most);
}
