import { expect, test } from "vitest";
import { columnsOf } from "./table";

test("quoted cells keep their separators and quotes", () => {
  expect(columnsOf('id,body\n7,"well, ""yes"""\n', "a.csv")).toEqual({
    columns: ["id", "body"],
    row: ["7", 'well, "yes"'],
  });
});

test("a byte order mark is no part of the first column", () => {
  expect(columnsOf("\uFEFFid\tbody\n1\tx", "a.csv").columns).toEqual(["id", "body"]);
});

test("the first object of JSON Lines or of an array names the columns", () => {
  expect(columnsOf('{"id": 1, "meta": {"a": 2}, "text": "x"}\n{"id": 2}', "a.jsonl").columns).toEqual([
    "id",
    "meta",
    "text",
  ]);
  expect(columnsOf('[\n {"id": 1}, {"id": 2}]', "a.json").columns).toEqual(["id"]);
});
