// Writes src/design/theme.ts from src/design/tokens.css, so that Mantine's theme never holds a number of its own.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL("../src/design/", import.meta.url);

/** The tokens of one block of the style sheet, by name without the dashes. */
function block(css, selector) {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf("\n}", start));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]),
  );
}

const hex = (text) => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
const mix = (a, b, share) =>
  `#${hex(a)
    .map((v, i) =>
      Math.round(v + (hex(b)[i] - v) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

/** Ten shades from one token: towards the paper below the sixth, towards the ink above it. */
function shades(colour) {
  const paper = [0.92, 0.82, 0.66, 0.48, 0.28, 0.12].map((share) => mix(colour, "#ffffff", share));
  return [...paper, colour, ...[0.14, 0.28, 0.42].map((share) => mix(colour, "#000000", share))];
}

/** The whole text of theme.ts for one text of tokens.css. */
export function themeText(css) {
  const light = block(css, ":root");
  const scale = (...names) => Object.fromEntries(names.map(([key, token]) => [key, light[token]]));
  const colours = { accent: "accent", good: "good", warn: "warn", bad: "bad", info: "info" };
  const theme = {
    fontFamily: light.font,
    fontFamilyMonospace: light.mono,
    primaryColor: "accent",
    primaryShade: 6,
    defaultRadius: "md",
    cursorType: "pointer",
    fontSizes: scale(["xs", "text-xs"], ["sm", "text-s"], ["md", "text-m"], ["lg", "text-l"], ["xl", "text-xl"]),
    lineHeights: scale(["xs", "lh-s"], ["sm", "lh-s"], ["md", "lh-m"], ["lg", "lh-l"], ["xl", "lh-xl"]),
    spacing: scale(["xs", "s1"], ["sm", "s2"], ["md", "s3"], ["lg", "s4"], ["xl", "s5"]),
    radius: scale(["xs", "radius-s"], ["sm", "radius-s"], ["md", "radius-m"], ["lg", "radius-l"], ["xl", "radius-l"]),
    shadows: { xs: "none", sm: "none", md: "var(--shadow)", lg: "var(--shadow)", xl: "var(--shadow)" },
    colors: Object.fromEntries(Object.entries(colours).map(([name, token]) => [name, shades(light[token])])),
  };
  const variables = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-2)",
    "--mantine-color-placeholder": "var(--ink-3)",
    "--mantine-color-error": "var(--bad)",
    "--mantine-color-anchor": "var(--accent-ink)",
    "--mantine-color-default": "var(--surface)",
    "--mantine-color-default-hover": "var(--sunken)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-primary-color-filled": "var(--accent)",
    "--mantine-primary-color-filled-hover": "var(--accent-hover)",
    "--mantine-color-accent-filled": "var(--accent)",
    "--mantine-color-accent-light": "var(--accent-tint)",
  };
  return [
    "// Generated from tokens.css by scripts/theme.mjs: change the tokens, then run `npm run tokens`.",
    'import type { CSSVariablesResolver, MantineThemeOverride } from "@mantine/core";',
    "",
    `export const theme: MantineThemeOverride = ${JSON.stringify(theme, null, 2)};`,
    "",
    `const variables = ${JSON.stringify(variables, null, 2)};`,
    "",
    "/** Mantine's own colours point at the tokens, which change with the theme. */",
    "export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables });",
    "",
    `export const classColours = ${JSON.stringify(Array.from({ length: 12 }, (_, at) => `var(--c${at + 1})`))};`,
    "",
  ].join("\n");
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  writeFileSync(new URL("theme.ts", here), themeText(readFileSync(new URL("tokens.css", here), "utf8")));
}
