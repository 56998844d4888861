/** A guideline in sections, and what changed in each. */
import { type Piece, wordDiff } from "../../design/words-diff";

export interface Section {
  heading: string;
  level: number;
  body: string;
}

/** Text by its first two levels of headings, without their marks; what stands before the first has none. */
export function sectionsOf(markdown: string): Section[] {
  const found: Section[] = [];
  let current: Section = { heading: "", level: 0, body: "" };
  let fenced = false;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) fenced = !fenced;
    const mark = fenced ? null : /^(#{1,2})\s+(.*?)\s*(?:\{#[\w-]+\})?\s*$/.exec(line);
    if (mark) {
      if (current.heading || current.body.trim()) found.push(current);
      current = { heading: mark[2] ?? "", level: mark[1]?.length ?? 1, body: "" };
    } else current.body += `${line}\n`;
  }
  if (current.heading || current.body.trim()) found.push(current);
  return found.map((section) => ({ ...section, body: section.body.trim() }));
}

export interface Changed extends Section {
  state: "same" | "changed" | "added" | "removed";
  pieces: Piece[];
}

/** The newer text's sections with their inserted and deleted words; sections that went stand last. */
export function changes(before: string, after: string): Changed[] {
  const old = sectionsOf(before);
  const left = new Map(old.map((section) => [section.heading, section]));
  const found: Changed[] = sectionsOf(after).map((section) => {
    const was = left.get(section.heading);
    left.delete(section.heading);
    if (!was) return { ...section, state: "added", pieces: [{ kind: "added", text: section.body }] };
    const pieces = wordDiff(was.body, section.body);
    return { ...section, state: was.body === section.body ? "same" : "changed", pieces };
  });
  for (const section of left.values()) {
    found.push({ ...section, state: "removed", pieces: [{ kind: "removed", text: section.body }] });
  }
  return found;
}
