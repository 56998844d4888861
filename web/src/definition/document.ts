/** The definition as text, and changes to it that leave every other line and comment as it was. */
import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import type { FieldDocument } from "../api/projects";

export type Place = (string | number)[];

export interface Field extends FieldDocument {
  key: string;
}

/** What the document says, or why it cannot be read, with the line. */
export function parse(text: string): { value: Record<string, unknown>; error: string | null } {
  const document = parseDocument(text);
  const error = document.errors[0];
  const value: unknown = error ? {} : document.toJS();
  return {
    value: typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {},
    error: error ? error.message.split("\n")[0] || "not readable" : null,
  };
}

function write(text: string, edit: (document: ReturnType<typeof parseDocument>) => void): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  edit(document);
  return document.toString({ lineWidth: 110, flowCollectionPadding: false });
}

/** Sets one value; `undefined` takes it away. */
export function change(text: string, place: Place, value: unknown): string {
  return write(text, (document) => {
    if (value === undefined) document.deleteIn(place);
    else document.setIn(place, document.createNode(value, { flow: place.length > 2 } as never));
  });
}

/** Gives a key of a map another name and leaves it where it stands. */
export function rename(text: string, map: Place, from: string, to: string): string {
  return write(text, (document) => {
    const found = document.getIn(map, true);
    if (!isMap(found) || found.has(to)) return;
    const pair = (found as YAMLMap).items.find(({ key }) => (isScalar(key) ? key.value : key) === from);
    if (pair) pair.key = document.createNode(to);
  });
}

/** The fields in order, as the form shows them. */
export function fieldsOf(value: Record<string, unknown>): Field[] {
  const schema = value.schema;
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema as Record<string, FieldDocument>)
    .filter(([, field]) => typeof field === "object" && field !== null)
    .map(([key, field]) => ({ ...field, key }));
}

/** The parts of an item: name and media. */
export function partsOf(value: Record<string, unknown>): { name: string; media: "image" | "text" }[] {
  const source = value.source as { parts?: Record<string, unknown>; folder?: unknown } | undefined;
  return Object.entries(source?.parts ?? {}).map(([name, media]) => ({
    name,
    media:
      media === "image" || (typeof media === "object" && (media as { media?: string } | null)?.media === "image")
        ? "image"
        : "text",
  }));
}

/** A key for the document from what somebody typed: "Time of day" becomes "time_of_day". */
export function keyFrom(name: string): string {
  const key = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "");
  return key.slice(0, 40);
}

/** A key that is not taken yet. */
export function free(wanted: string, taken: string[]): string {
  let key = wanted || "field";
  for (let n = 2; taken.includes(key); n += 1) key = `${wanted}_${n}`;
  return key;
}

/** Names in a pasted list: lines, or commas where there is one line. */
export function namesIn(pasted: string): string[] {
  const lines = pasted.split(/\r?\n/).map((line) => line.trim());
  const parts = lines.filter(Boolean).length > 1 ? lines : pasted.split(/[,;\t]/);
  return parts.map((part) => part.trim().replace(/^[-*•]\s*/, "")).filter(Boolean);
}

/** What a field of a kind begins with. */
export function fresh(type: string, part: string): FieldDocument {
  const base = { type, part };
  if (type === "rating") {
    return { ...base, levels: [1, 2, 3, 4, 5].map((value) => ({ value, name: String(value) })) };
  }
  if (type === "choice" || type === "multi_choice" || type === "box") {
    return {
      ...base,
      classes: [
        { id: "first", name: "first" },
        { id: "second", name: "second" },
      ],
    };
  }
  return type === "text" ? { ...base, required: false } : base;
}

/** A guideline to begin with: a heading for every field and what its classes say of themselves. */
export function draftGuideline(name: string, fields: Field[]): string {
  const lines = [`# ${name}`, ""];
  for (const field of fields) {
    lines.push(
      `## ${field.name ?? field.key.replaceAll("_", " ")}`,
      "",
      field.help ?? "What to look at, and what decides.",
      "",
    );
    for (const one of field.classes ?? []) lines.push(`- **${one.name ?? one.id}**${one.help ? `: ${one.help}` : ""}`);
    for (const level of field.levels ?? []) {
      lines.push(`- **${level.value}, ${level.name}**${level.description ? `: ${level.description}` : ""}`);
    }
    lines.push("");
  }
  return `${lines.join("\n").trim()}\n`;
}
