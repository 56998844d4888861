import { expect, test } from "vitest";
import { list, many, percent, slugOf, span, titled, when } from "./words";

test("counts carry their noun", () => {
  expect(many(1, "person", "people")).toBe("1 person");
  expect(many(2000, "item")).toBe("2,000 items");
});

test("a share is whole where it is exact", () => {
  expect(percent(1)).toBe("100 %");
  expect(percent(0.6923)).toBe("69.2 %");
});

test("lengths of time read as people say them", () => {
  expect([12_000, 200_000, 3_840_000].map(span)).toEqual(["12 s", "3 min", "1 h 04"]);
});

test("recent times are told from now", () => {
  const now = new Date("2026-11-24T12:00:00Z").getTime();
  expect(when("2026-11-24T11:59:40Z", now)).toBe("just now");
  expect(when("2026-11-24T11:56:00Z", now)).toBe("4 min ago");
});

test("lists end in and", () => {
  expect([list([]), list(["a"]), list(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
});

test("a name for machines is plain", () => {
  expect(slugOf("  Car photos (2026)! ")).toBe("car-photos-2026");
  expect(slugOf("Straßen & Größe")).toBe("straen-groe");
});

test("keys are read as words", () => {
  expect(titled("second_review")).toBe("Second review");
  expect(titled("")).toBe("");
});
