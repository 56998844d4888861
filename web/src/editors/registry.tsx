/** The editors of fields that are answered as a whole, one line a type. Boxes are drawn on a stage of their own. */
import type { ComponentType } from "react";
import type { Command } from "../design/keys";
import { booleanActions } from "./boolean/actions";
import { BooleanView } from "./boolean/view";
import { choiceActions } from "./choice/actions";
import { ChoiceView } from "./choice/view";
import type { Field, FieldValue } from "./field";
import type { FieldActions } from "./keys";
import { multiChoiceActions } from "./multi_choice/actions";
import { MultiChoiceView } from "./multi_choice/view";
import { NumberView } from "./number/view";
import { ratingActions } from "./rating/actions";
import { RatingView } from "./rating/view";
import { TextView } from "./text/view";

export interface FieldViewProps<F = Field, V = FieldValue> {
  name: string;
  field: F;
  value: V | undefined;
  /** Changes with the same mark in a row are one step of undo. */
  change: (value: V | undefined, mark?: string) => void;
  /** Whether the choice keys are this field's just now. */
  active: boolean;
  /** A word at the right end of a choice: what the annotator took, for a reviewer. */
  marks?: ReadonlyMap<string, string>;
}

interface Editor {
  View: ComponentType<FieldViewProps>;
  actions: (context: FieldActions<Field, FieldValue>) => Command[];
}

type Views = { [type in Exclude<Field["type"], "box">]: Editor };

/** The type in the document decides which editor a field gets, so the casts below hold by construction. */
const editor = (View: unknown, actions: unknown = () => []): Editor => ({ View, actions }) as Editor;

export const editors: Views = {
  choice: editor(ChoiceView, choiceActions),
  multi_choice: editor(MultiChoiceView, multiChoiceActions),
  boolean: editor(BooleanView, booleanActions),
  rating: editor(RatingView, ratingActions),
  text: editor(TextView),
  number: editor(NumberView),
};

export const editorOf = (field: Field): Editor | null => (field.type === "box" ? null : editors[field.type]);

/** Whether a key answers the field, so that one press can be the whole answer. */
export const isOneKey = (field: Field): boolean =>
  field.type === "choice" || field.type === "boolean" || field.type === "rating";
