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

/** The reasons that make sense for what is judged, in the order of their keys. */
export const reviewReasons = (drawn: boolean): readonly (readonly [code: string, name: string])[] =>
  REASONS.filter(([code]) => drawn || !OF_OBJECTS.has(code));

/** 4 to 9, then 0: the first three digits take answers. */
export const reasonKey = (at: number): string => String((at + 4) % 10);

export const reasonName = (code: string): string =>
  REASONS.find(([one]) => one === code)?.[1] ?? code.replaceAll("_", " ");
