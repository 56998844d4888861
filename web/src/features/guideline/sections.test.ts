import { expect, test } from "vitest";
import { changes, sectionsOf } from "./sections";

const before = "# Cars\n\nAll of them.\n\n## Boxes\n\nDraw the whole car.\n\n## Old\n\nGone.\n";
const after = "# Cars\n\nAll of them.\n\n## Boxes\n\nDraw the visible car.\n\n## New\n\nHere.\n";

test("headings in a fenced block are text", () => {
  expect(sectionsOf("intro\n```\n# no heading\n```\n# Yes\n").map(({ heading }) => heading)).toEqual(["", "Yes"]);
});

test("each section says whether it changed, came or went", () => {
  expect(changes(before, after).map(({ heading, state }) => [heading, state])).toEqual([
    ["Cars", "same"],
    ["Boxes", "changed"],
    ["New", "added"],
    ["Old", "removed"],
  ]);
});

test("the mark that keeps a section's identity is no part of its name", () => {
  expect(sectionsOf("## Boxes {#s-boxes}\n\nTight.\n\n### At night\n\nToo.\n").map(({ heading }) => heading)).toEqual([
    "Boxes",
  ]);
});
