import { describe, expect, it } from "vitest";
import type { Fields } from "./field";
import { choiceKeys, DIGITS, ownKeys } from "./keys";

const NONE = new Set<string>();
const choices = (...keys: (string | undefined)[]) =>
  keys.map((key, at) => ({ name: `n${at}`, ...(key ? { key } : {}) }));

describe("keys of answers", () => {
  it("are the definition's own, and by position where it names none", () => {
    expect(choiceKeys(choices("c", undefined, "t"), NONE)).toEqual(["c", "2", "t"]);
    expect(choiceKeys(choices(...Array(10)), NONE).at(-1)).toBe("q");
  });
  it("never mean two things: a place that is taken gets one that is left", () => {
    expect(choiceKeys(choices("2", undefined), NONE)).toEqual(["2", "1"]);
    expect(choiceKeys(choices(undefined, undefined), new Set(["1"]))).toEqual(["3", "2"]);
  });
  it("end where there are no more", () => {
    expect(choiceKeys(choices(...Array(11)), NONE, DIGITS).slice(8)).toEqual(["9", null, null]);
  });
  it("are looked for in fields, classes, attributes and their classes", () => {
    const fields: Fields = {
      cars: {
        type: "box",
        classes: [{ id: "car", name: "Car", key: "c" }],
        attributes: {
          hidden: { type: "boolean", key: "h" },
          side: { type: "choice", classes: [{ id: "left", name: "Left", key: "l" }] },
        },
      },
      night: { type: "boolean", key: "z" },
    };
    expect([...ownKeys(fields)].sort()).toEqual(["c", "h", "l", "z"]);
  });
});
