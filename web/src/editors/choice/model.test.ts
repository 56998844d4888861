import { describe, expect, it } from "vitest";
import { firstMatch, matches, recent } from "./model";

const classes = [
  { id: "auto", name: "auto & transport" },
  { id: "calendar", name: "calendar & work" },
  { id: "oos", name: "out of scope" },
];

describe("choice", () => {
  it("finds a class by the start of any word, by a piece of its name or by its id", () => {
    expect(classes.filter((one) => matches(one, "tr")).map((one) => one.id)).toEqual(["auto"]);
    expect(classes.filter((one) => matches(one, "oos")).map((one) => one.id)).toEqual(["oos"]);
    expect(classes.filter((one) => matches(one, "")).length).toBe(3);
  });
  it("takes the first match in the order of the schema, and none where nothing was typed", () => {
    expect(firstMatch(classes, "o")?.id).toBe("auto");
    expect(firstMatch(classes, "wo")?.id).toBe("calendar");
    expect(firstMatch(classes, " ")).toBeNull();
  });
  it("remembers what was chosen lately, each once", () => {
    expect(recent(["a", "b", "c"], "b")).toEqual(["b", "a", "c"]);
  });
});
