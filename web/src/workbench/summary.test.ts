import { describe, expect, it } from "vitest";
import type { Fields } from "../editors/field";
import { summary } from "./summary";

const fields: Fields = {
  topic: { type: "choice", classes: [{ id: "a", name: "Billing" }] },
  urgent: { type: "boolean", name: "Urgent" },
  mood: { type: "rating", levels: [{ value: 2, name: "calm" }] },
  things: { type: "box", classes: [{ id: "car", name: "car" }] },
};

describe("summary", () => {
  it("says an answer in the names that people read", () => {
    expect(summary(fields, { topic: "a", urgent: false, mood: 2 })).toBe("Billing, Urgent: no, calm");
    expect(summary(fields, { things: [{ id: "o1", class: "car", box: [0, 0, 1, 1], attributes: {} }] })).toBe(
      "1 object",
    );
  });
  it("says nothing of what was not answered", () => {
    expect(summary(fields, {})).toBe("");
  });
});
