import { expect, test } from "vitest";
import { lineDiff, wordDiff } from "./words-diff";

test("a replaced word is one word out and one word in", () => {
  expect(wordDiff("draw the whole car", "draw the visible car")).toEqual([
    { kind: "same", text: "draw the " },
    { kind: "removed", text: "whole" },
    { kind: "added", text: "visible" },
    { kind: "same", text: " car" },
  ]);
});

test("both texts can be put together again from the pieces", () => {
  const [before, after] = ["a, b and c\n\nd", "b and c, or é\nd!"];
  const all = wordDiff(before, after);
  expect(
    all
      .filter(({ kind }) => kind !== "added")
      .map(({ text }) => text)
      .join(""),
  ).toBe(before);
  expect(
    all
      .filter(({ kind }) => kind !== "removed")
      .map(({ text }) => text)
      .join(""),
  ).toBe(after);
});

test("lines are compared whole", () => {
  expect(lineDiff("a: 1\nb: 2\n", "a: 1\nb: 3\n").map(({ kind }) => kind)).toEqual(["same", "removed", "added"]);
});

test("a rewritten phrase goes and comes as a whole", () => {
  expect(wordDiff("Draw the whole vehicle as you imagine it.", "Draw only what you can see.")).toEqual([
    { kind: "same", text: "Draw " },
    { kind: "removed", text: "the whole vehicle as you imagine it" },
    { kind: "added", text: "only what you can see" },
    { kind: "same", text: "." },
  ]);
});
