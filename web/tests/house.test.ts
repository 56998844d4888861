import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { themeText } from "../scripts/theme.mjs";

const source = join(import.meta.dirname, "../src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(source, name), "utf8") }));

test("the theme is the one the tokens give", () => {
  const tokens = readFileSync(join(source, "design/tokens.css"), "utf8");
  expect(readFileSync(join(source, "design/theme.ts"), "utf8")).toBe(themeText(tokens));
});

test("a feature imports no other feature", () => {
  const crossed = files.flatMap(({ name, text }) => {
    const own = /^features\/([^/]+)/.exec(name)?.[1];
    if (!own) return [];
    return [...text.matchAll(/from "(\.[^"]+)"/g)]
      .map(([, path]) => relative(source, join(source, name, "..", path ?? "")))
      .filter((path) => path.startsWith("features/") && path.split("/")[1] !== own)
      .map((path) => `${name} imports ${path}`);
  });
  expect(crossed).toEqual([]);
});

test("no view is longer than 250 lines", () => {
  const long = files.filter(({ name, text }) => name.endsWith(".tsx") && text.split("\n").length > 251);
  expect(long.map(({ name }) => name)).toEqual([]);
});

test("colours are written in the tokens and nowhere else", () => {
  // A canvas takes no variables: the editors that paint on one keep fallbacks.
  const free = (name: string) => name === "design/theme.ts" || name.startsWith("editors/");
  const coloured = files.filter(({ name, text }) => !free(name) && /["'`]#[0-9a-f]{3,8}\b/i.test(text));
  expect(coloured.map(({ name }) => name)).toEqual([]);
});

test("every address that is asked for is in the contract", () => {
  const contract = readFileSync(join(source, "api/schema.ts"), "utf8");
  const known = [...contract.matchAll(/^ {4}"\/api\/v1(\/[^"]+)": \{$/gm)].map(([, path]) =>
    (path ?? "").replace(/\{[^}]+\}/g, "*"),
  );
  const asked = files.flatMap(({ name, text }) =>
    name.includes("schema") || name.endsWith(".test.ts")
      ? []
      : [
          ...text.matchAll(
            /\b(?:get|post|put|patch|remove|request|url)(?:<[^(]*>)?\(\s*(?:"[A-Z]+",\s*)?[`"](\/[^`"]*)[`"]/g,
          ),
        ]
          .map(([, path]) => (path ?? "").replace(/\$\{[^}]+\}/g, "*").replace(/\?.*/, ""))
          .map((path) => ({ name, path })),
  );
  expect(asked.length).toBeGreaterThan(40);
  expect(asked.filter(({ path }) => !known.includes(path))).toEqual([]);
});
