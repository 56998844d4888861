import { describe, expect, it } from "vitest";
import type { ChoiceField } from "../field";
import { toggled } from "./model";

const field: ChoiceField = { type: "multi_choice", max: 2, classes: ["a", "b", "c"].map((id) => ({ id, name: id })) };

describe("multi choice", () => {
  it("keeps the order of the schema whatever the order of the keys", () => {
    expect(toggled(field, ["c"], "a")).toEqual(["a", "c"]);
  });
  it("takes out what is pressed again and puts in no more than allowed", () => {
    expect(toggled(field, ["a", "c"], "a")).toEqual(["c"]);
    expect(toggled(field, ["a", "c"], "b")).toEqual(["a", "c"]);
  });
});
