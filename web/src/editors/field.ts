/** The schema as the screen needs it: the same words as the document (`labelwright/ontology`). */

export interface ClassDef {
  id: string;
  name: string;
  key?: string;
  color?: string;
  /** Anchor of its section in the guideline. */
  guide?: string;
  help?: string;
}

export interface Level {
  value: number;
  name: string;
  description?: string;
}

interface Common {
  part?: string;
  name?: string;
  /** The key that asks it: flips a yes or no, goes to anything else. */
  key?: string;
  required?: boolean;
  guide?: string;
  help?: string;
}

export interface ChoiceField extends Common {
  type: "choice" | "multi_choice";
  classes: readonly ClassDef[];
  min?: number;
  max?: number;
}
export interface BooleanField extends Common {
  type: "boolean";
}
export interface RatingField extends Common {
  type: "rating";
  levels: readonly Level[];
}
export interface TextField extends Common {
  type: "text";
  max_length?: number;
}
export interface NumberField extends Common {
  type: "number";
  min?: number;
  max?: number;
  unit?: string;
  integer?: boolean;
}
export type Attribute = (
  | (Common & { type: "choice"; classes: readonly ClassDef[] })
  | BooleanField
  | NumberField
  | TextField
) & { default?: AttributeValue };

export interface BoxField extends Common {
  type: "box";
  classes: readonly ClassDef[];
  attributes?: Readonly<Record<string, Attribute>>;
  min_size?: number;
}

export type Field = ChoiceField | BooleanField | RatingField | TextField | NumberField | BoxField;
export type Fields = Readonly<Record<string, Field>>;

export type AttributeValue = string | number | boolean;
export type Rect = readonly [x: number, y: number, w: number, h: number];
export interface BoxObject {
  id: string;
  class: string;
  box: Rect;
  attributes: Readonly<Record<string, AttributeValue>>;
  prelabel?: string;
}
export type FieldValue = string | number | boolean | readonly string[] | readonly BoxObject[];
export type Answer = Readonly<Record<string, FieldValue>>;

/** A decoded picture, upright. */
export interface Picture {
  bitmap: ImageBitmap;
  width: number;
  height: number;
}

/** A field's name for people: its own, else its key with spaces, with a capital letter. */
export function fieldName(key: string, field: { name?: string }): string {
  const name = field.name && field.name !== key ? field.name : key.replaceAll("_", " ");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The colour of a class: its own, else the palette in order. */
export function classColor(classes: readonly ClassDef[], id: string): string {
  const at = classes.findIndex((one) => one.id === id);
  const own = classes[at]?.color;
  if (own) return own.startsWith("#") || own.startsWith("var(") ? own : `var(--${own})`;
  return `var(--c${[2, 9, 1, 5, 7, 3, 4, 8, 6, 10, 11, 12][Math.max(at, 0) % 12]})`;
}

/** A required field or attribute that has no value yet. */
export interface Missing {
  field: string;
  object?: string;
  attribute?: string;
  message: string;
}

const empty = (value: FieldValue | undefined) =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** Whether nothing is an answer too: no object, none of the classes. */
const noneCounts = (field: Field) => field.type === "box" || (field.type === "multi_choice" && field.min === 0);

/** Whether a field waits for an answer. */
export const isOpen = (name: string, field: Field, answer: Answer): boolean =>
  field.required !== false && !noneCounts(field) && !(name in answer);

/** The answer as it is sent: where nothing is an answer too, what was not touched is that answer. */
export function whole(fields: Fields, answer: Answer): Answer {
  const none = Object.entries(fields).filter(([, field]) => field.required !== false && noneCounts(field));
  return { ...Object.fromEntries(none.map(([name]) => [name, []])), ...answer };
}

/** What is still open, in the order of the schema; boxes themselves may be none. */
export function missing(fields: Fields, answer: Answer): Missing[] {
  const found: Missing[] = [];
  for (const [key, field] of Object.entries(fields)) {
    const value = answer[key];
    if (field.type === "box") {
      for (const object of (value ?? []) as readonly BoxObject[]) {
        for (const attribute of openAttributes(field, object)) {
          found.push({
            field: key,
            object: object.id,
            attribute,
            message: `${fieldName(attribute, field.attributes?.[attribute] ?? {})}?`,
          });
        }
      }
    } else if (field.required !== false && field.type !== "multi_choice" && empty(value)) {
      found.push({ field: key, message: `${fieldName(key, field)}?` });
    } else if (
      field.type === "multi_choice" &&
      (field.min ?? (field.required !== false ? 1 : 0)) > ((value as readonly string[] | undefined)?.length ?? 0)
    ) {
      found.push({ field: key, message: `${fieldName(key, field)}?` });
    }
  }
  return found;
}

/** Names of an object's required attributes that are unanswered. */
export function openAttributes(field: BoxField, object: BoxObject): string[] {
  return Object.entries(field.attributes ?? {})
    .filter(([name, one]) => one.required === true && object.attributes[name] === undefined)
    .map(([name]) => name);
}
