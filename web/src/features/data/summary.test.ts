import { expect, test } from "vitest";
import { eventName, summary } from "./summary";

test("an answer is a few words", () => {
  expect(summary({ vehicles: [{ id: "o1" }, { id: "o2" }], weather: "dry" })).toBe("2 boxes, dry");
  expect(summary({ tags: ["a", "b"], sure: true, level: 3 })).toBe("a, b, yes, 3");
  expect(summary({ cannot_judge: true })).toBe("cannot judge");
  expect(summary(null)).toBeNull();
});

test("events read as people would say them", () => {
  expect(eventName("task.submitted")).toBe("Annotation");
  expect(eventName("item.something_new")).toBe("Item something new");
});
