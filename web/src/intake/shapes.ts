/** What people most often begin with: a source and fields. The pipeline comes from the server's templates. */
import type { FieldDocument } from "../api/projects";
import type { IconName } from "../design/icons";

export interface Shape {
  key: string;
  name: string;
  text: string;
  icon: IconName;
  media: "image" | "text";
  /** The server's template that fits best. */
  template: string;
  parts: Record<string, string>;
  schema: Record<string, FieldDocument>;
}

const two = [
  { id: "first", name: "first" },
  { id: "second", name: "second" },
];

export const shapes: Shape[] = [
  {
    key: "boxes",
    name: "Boxes on photos",
    text: "a box around each object, with its class",
    icon: "box",
    media: "image",
    template: "pilot_spot_check",
    parts: { image: "image" },
    schema: { objects: { type: "box", part: "image", classes: two } },
  },
  {
    key: "texts",
    name: "Categories of texts",
    text: "one category for each text",
    icon: "lines",
    media: "text",
    template: "pilot_spot_check",
    parts: { text: "text" },
    schema: { category: { type: "choice", part: "text", classes: two } },
  },
  {
    key: "rating",
    name: "Rating of texts",
    text: "a level from 1 to 5, several people each",
    icon: "star",
    media: "text",
    template: "overlap_majority",
    parts: { text: "text" },
    schema: {
      rating: {
        type: "rating",
        part: "text",
        levels: ["very poor", "poor", "fair", "good", "very good"].map((name, at) => ({ value: at + 1, name })),
      },
    },
  },
  {
    key: "photos",
    name: "A class for each photo",
    text: "one choice for the whole picture",
    icon: "image",
    media: "image",
    template: "pilot_spot_check",
    parts: { image: "image" },
    schema: { kind: { type: "choice", part: "image", classes: two } },
  },
];
