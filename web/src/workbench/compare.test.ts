import { describe, expect, it } from "vitest";
import type { Answer, BoxObject, Fields } from "../editors/field";
import { differences, equalTo, sources, spots, taken } from "./compare";
import type { Lease } from "./work";

const fields: Fields = {
  cars: {
    type: "box",
    classes: ["car", "minibus", "bus"].map((id) => ({ id, name: id })),
    attributes: { cut: { type: "boolean" } },
  },
};
const box = (
  id: string,
  name: string,
  rect: BoxObject["box"],
  attributes: BoxObject["attributes"] = {},
): BoxObject => ({ id, class: name, box: rect, attributes });
const lease = (answers: Answer[], previous?: Answer): Lease => ({
  lease: 1,
  ref: "r",
  stage: { key: "review", kind: "review" },
  project: "p",
  item: { parts: {}, fields: {} },
  schema_version: 1,
  guideline_version: 1,
  previous: previous ? { answer: previous } : null,
  review: {
    answers: answers.map((answer, at) => ({ annotation: at + 11, answer })),
    came_by: "sample",
    rate: 0.1,
    rounds_left: 3,
  },
});

describe("differences", () => {
  const given: Answer = { cars: [box("o1", "car", [0, 0, 100, 100]), box("o2", "car", [300, 0, 50, 50])] };

  it("finds none while the reviewer has changed nothing", () => {
    const found = differences(fields, sources(lease([given]), given));
    expect([found.open.length, found.agree.length]).toEqual([0, 2]);
  });
  it("walks through the objects of one answer while nothing differs", () => {
    const { list } = spots(fields, sources(lease([given]), given));
    expect(list.map((one) => [one.kind, one.title, one.detail])).toEqual([
      ["object", "car", "100 × 100"],
      ["object", "car", "50 × 50"],
    ]);
  });
  it("names what the reviewer changed: class, missing, moved, attribute", () => {
    const mine: Answer = {
      cars: [
        box("o1", "minibus", [0, 0, 100, 100]),
        box("o2", "car", [310, 10, 50, 50]),
        box("o3", "bus", [600, 600, 80, 40]),
      ],
    };
    expect(differences(fields, sources(lease([given]), mine)).open.map((one) => one.title)).toEqual([
      "Class: car or minibus",
      "Box differs: car",
      "Only yours: bus",
    ]);
    const cut: Answer = {
      cars: [box("o1", "car", [0, 0, 100, 100], { cut: true }), box("o2", "car", [300, 0, 50, 50], { cut: false })],
    };
    expect(differences(fields, sources(lease([given]), cut)).open.map((one) => one.title)).toEqual(["Cut: car"]);
  });
  it("shows what changed since the answer was returned", () => {
    const before: Answer = { cars: [box("o1", "bus", [0, 0, 100, 100])] };
    const titles = differences(fields, sources(lease([given], before), given)).open.map((one) => one.title);
    expect(titles).toEqual(["Class: car or bus", "Only annotator: car"]);
  });
  it("holds several answers against each other, not against the reviewer's", () => {
    const other: Answer = { cars: [box("x1", "car", [1, 0, 100, 100])] };
    const found = differences(fields, sources(lease([given, other]), {}));
    expect(found.open.map((one) => one.title)).toEqual(["Only answer A: car"]);
  });
  it("speaks of fields that are answered as a whole", () => {
    const topic: Fields = {
      topic: {
        type: "choice",
        classes: [
          { id: "a", name: "billing" },
          { id: "b", name: "cards" },
        ],
      },
    };
    const found = differences(topic, sources(lease([{ topic: "a" }, { topic: "b" }]), {}));
    expect(found.open[0]).toMatchObject({ title: "Topic", values: ["billing", "cards", "no answer"] });
  });
});

describe("taking", () => {
  const a: Answer = { cars: [box("o1", "car", [0, 0, 100, 100])] };
  const b: Answer = { cars: [box("o1", "minibus", [0, 0, 100, 100]), box("o2", "bus", [400, 0, 90, 40])] };

  it("settles one difference as one of the answers has it", () => {
    let all = sources(lease([a, b]), a);
    const [kind, only] = differences(fields, all).open;
    let mine = kind ? taken(a, all, kind, 1) : a;
    expect(mine.cars).toMatchObject([{ id: "o1", class: "minibus" }]);
    all = sources(lease([a, b]), mine);
    mine = only ? taken(mine, all, only, 1) : mine;
    expect(mine.cars).toHaveLength(2);
    expect(equalTo(sources(lease([a, b]), mine))).toBe("12");
  });
  it("takes an object out where the chosen answer has none", () => {
    const all = sources(lease([b, a]), b);
    const only = differences(fields, all).open.find((one) => one.title.startsWith("Only"));
    expect(only && (taken(b, all, only, 1).cars as readonly BoxObject[]).map((one) => one.id)).toEqual(["o1"]);
  });
  it("knows when the reviewer's answer is none of those given", () => {
    expect(equalTo(sources(lease([a, b]), { cars: [] }))).toBeNull();
  });
});
