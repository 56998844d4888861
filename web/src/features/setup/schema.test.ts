import { expect, test } from "vitest";
import { fieldsOf, parse } from "../../definition/document";
import { fitting, schemaOf } from "./schema";

const read = (schema: string) => schemaOf(fieldsOf(parse(`schema: ${schema}`).value));

const box = { id: "o1", class: "car", box: [0, 0, 9, 9] as const, attributes: {} };

test("classes written as bare words are whole for the editor, inside attributes too", () => {
  const fields = read(
    "{cars: {type: box, classes: [car, {id: bus, name: Bus}], attributes: {side: {type: choice, classes: [left, right]}}}}",
  );
  expect(fields.cars).toMatchObject({
    classes: [
      { id: "car", name: "car" },
      { id: "bus", name: "Bus" },
    ],
    attributes: {
      side: {
        classes: [
          { id: "left", name: "left" },
          { id: "right", name: "right" },
        ],
      },
    },
  });
});

test("a kind that no editor knows is left to the checks", () => {
  expect(read("{cars: {type: polygon, classes: [car]}, wet: {type: boolean}}")).toEqual({ wet: { type: "boolean" } });
});

test("a trial keeps what still fits and drops what is no longer asked for", () => {
  const answer = { cars: [box, { ...box, id: "o2", class: "bus" }], tags: ["a", "b"], level: 2, wet: true, gone: "x" };
  const fields = read(
    "{cars: {type: box, classes: [car]}, tags: {type: multi_choice, classes: [b]}, level: {type: rating, levels: [{value: 1, name: low}]}, wet: {type: text}}",
  );
  expect(fitting(fields, answer)).toEqual({ cars: [box], tags: ["b"] });
});

test("a choice whose class was renamed keeps its answer, for the id stays", () => {
  expect(fitting(read("{kind: {type: choice, classes: [{id: a, name: Anew}]}}"), { kind: "a" })).toEqual({ kind: "a" });
});
