/** The draft's fields as the annotator's editors take them, and what of a trial answer still fits after a change. */
import type { ClassDocument, FieldDocument } from "../../api/projects";
import type { Field } from "../../definition/document";
import type { Answer, BoxObject, Field as EditorField, Fields, FieldValue } from "../../editors/field";
import { kinds } from "./kinds";

/** A class as the document may write it: a bare word stands for its id, and the id for its name. */
export const whole = (one: ClassDocument | string): ClassDocument & { name: string } =>
  typeof one === "string" ? { id: one, name: one } : { ...one, name: one.name ?? one.id };

/** The schema, live: fields of a kind that no editor knows are left out, the checks name them. */
export function schemaOf(fields: readonly Field[]): Fields {
  return Object.fromEntries(
    fields
      .filter(({ type }) => kinds[type])
      .map(({ key, ...field }) => [key, complete(field) as unknown as EditorField]),
  );
}

function complete(field: FieldDocument): FieldDocument {
  const { classes, levels, attributes } = field;
  return {
    ...field,
    ...(Array.isArray(classes) ? { classes: classes.map(whole) } : {}),
    ...(Array.isArray(levels)
      ? { levels: levels.map((one) => ({ ...one, name: one.name ?? String(one.value) })) }
      : {}),
    ...(attributes
      ? { attributes: Object.fromEntries(Object.entries(attributes).map(([name, one]) => [name, complete(one ?? {})])) }
      : {}),
  };
}

/** The answer without what the schema no longer asks for: another kind of field, a class that is gone. */
export function fitting(fields: Fields, answer: Answer): Answer {
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]): [string, FieldValue][] => {
      const field = fields[name];
      const kept = field && valueIn(field, value);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

function valueIn(field: EditorField, value: FieldValue): FieldValue | undefined {
  switch (field.type) {
    case "box":
      return Array.isArray(value)
        ? (value as readonly (BoxObject | string)[]).filter(
            (one): one is BoxObject => typeof one === "object" && field.classes.some(({ id }) => id === one.class),
          )
        : undefined;
    case "multi_choice":
      return Array.isArray(value)
        ? (value as readonly (BoxObject | string)[]).filter(
            (one): one is string => typeof one === "string" && field.classes.some(({ id }) => id === one),
          )
        : undefined;
    case "choice":
      return field.classes.some(({ id }) => id === value) ? value : undefined;
    case "rating":
      return field.levels.some((level) => level.value === value) ? value : undefined;
    default:
      return typeof value === { boolean: "boolean", number: "number", text: "string" }[field.type] ? value : undefined;
  }
}
