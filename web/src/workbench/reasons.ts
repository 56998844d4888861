/** The reviewer's reasons, in the order of their keys 4 to 9; the seventh has no key, its button is there all the same. */
export const REVIEW_REASONS: readonly (readonly [code: string, name: string])[] = [
  ["missed_object", "missed object"],
  ["wrong_class", "wrong class"],
  ["loose_box", "loose box"],
  ["guideline_misread", "guideline not followed"],
  ["wrong_attribute", "attribute wrong"],
  ["other", "other, say which"],
  ["extra_object", "extra object"],
];

export const reasonName = (code: string): string =>
  REVIEW_REASONS.find(([one]) => one === code)?.[1] ?? code.replaceAll("_", " ");
