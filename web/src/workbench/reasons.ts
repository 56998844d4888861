const REASONS: readonly (readonly [code: string, name: string])[] = [
  ["missed_object", "missed object"],
  ["wrong_class", "wrong class"],
  ["loose_box", "loose box"],
  ["guideline_misread", "guideline not followed"],
  ["wrong_attribute", "attribute wrong"],
  ["other", "other, say which"],
  ["extra_object", "extra object"],
];
const OF_OBJECTS = new Set(["missed_object", "loose_box", "wrong_attribute", "extra_object"]);

/** The reasons that make sense for what is judged, in the order of their keys 4 to 9; a seventh has a button only. */
export const reviewReasons = (drawn: boolean): readonly (readonly [code: string, name: string])[] =>
  REASONS.filter(([code]) => drawn || !OF_OBJECTS.has(code));

export const reasonName = (code: string): string =>
  REASONS.find(([one]) => one === code)?.[1] ?? code.replaceAll("_", " ");
