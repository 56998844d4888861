import { describe, expect, it } from "vitest";
import { type Fields, missing, whole } from "./field";

const fields: Fields = {
  cars: { type: "box", classes: [] },
  tags: { type: "multi_choice", min: 0, classes: [] },
  some: { type: "multi_choice", classes: [] },
  also: { type: "multi_choice", min: 0, required: false, classes: [] },
  night: { type: "boolean" },
};

describe("an answer", () => {
  it("says nothing where nothing is an answer too, and leaves open what must be said", () => {
    const sent = whole(fields, {});
    expect(sent).toEqual({ cars: [], tags: [] });
    expect(missing(fields, sent).map((one) => one.field)).toEqual(["some", "night"]);
  });
  it("keeps what was said", () => {
    expect(whole(fields, { tags: ["a"] })).toEqual({ cars: [], tags: ["a"] });
  });
});
