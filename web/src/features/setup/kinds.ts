import type { IconName } from "../../design/icons";

/** The kinds of fields there are, as the form names them. */
export const kinds: Record<string, { label: string; icon: IconName }> = {
  box: { label: "Boxes", icon: "box" },
  choice: { label: "Choice", icon: "list" },
  multi_choice: { label: "Several choices", icon: "list" },
  boolean: { label: "Yes or no", icon: "check" },
  rating: { label: "Rating", icon: "star" },
  text: { label: "Text", icon: "lines" },
  number: { label: "Number", icon: "keys" },
};
