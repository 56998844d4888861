import { afterEach, expect, test, vi } from "vitest";
import { usable } from "./files";
import { get, type Problem, problemFrom, url } from "./http";
import { loads, rowType } from "./imports";
import { may } from "./may";

afterEach(() => vi.unstubAllGlobals());

test("a refusal keeps the server's own words", () => {
  const problem = problemFrom(409, '{"title":"Locked","code":"locked","detail":"It was leased.","problems":[]}');
  expect([problem.status, problem.code, problem.message]).toEqual([409, "locked", "It was leased."]);
});

test("an answer that is no JSON is a problem too", () => {
  expect(problemFrom(502, "<html>").code).toBe("http_502");
});

test("a server that is not reached is told apart from one that refuses", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
  await expect(get("/me")).rejects.toMatchObject({ status: 0, code: "offline" } satisfies Partial<Problem>);
});

test("empty parts of a query are left out", () => {
  expect(url("/items", { state: "", q: "a b", after: 0, stage: null })).toBe("/api/v1/items?q=a+b&after=0");
});

test("photos go in loads of at most a hundred", () => {
  const files = Array.from({ length: 205 }, (_, at) => new File(["x"], `${at}.jpg`));
  expect(loads(files).map((load) => load.length)).toEqual([100, 100, 5]);
});

test("only photos and tables are taken from a folder", () => {
  const names = ["a.JPG", "b.csv", ".DS_Store", "c.exe", "d.jsonl"];
  expect(names.filter((name) => usable(new File([""], name)))).toEqual(["a.JPG", "b.csv", "d.jsonl"]);
  expect(rowType("b.csv")).toBe("text/csv");
  expect(rowType("a.jpg")).toBeNull();
});

test("an annotator has work, and no managing rooms", () => {
  expect(may(["annotator"], "work.do")).toBe(true);
  expect(may(["annotator"], "definition.see")).toBe(false);
  expect(may(["manager"], "release.make")).toBe(true);
  expect(may(undefined, "data.see")).toBe(false);
});
