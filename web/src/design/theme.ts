// Generated from tokens.css by scripts/theme.mjs: change the tokens, then run `npm run tokens`.
import type { CSSVariablesResolver, MantineThemeOverride } from "@mantine/core";

export const theme: MantineThemeOverride = {
  "fontFamily": "\"Inter Variable\", Inter, system-ui, sans-serif",
  "fontFamilyMonospace": "\"JetBrains Mono Variable\", \"JetBrains Mono\", ui-monospace, monospace",
  "primaryColor": "accent",
  "primaryShade": 6,
  "defaultRadius": "md",
  "cursorType": "pointer",
  "fontSizes": {
    "xs": "11px",
    "sm": "12px",
    "md": "13px",
    "lg": "15px",
    "xl": "20px"
  },
  "lineHeights": {
    "xs": "16px",
    "sm": "16px",
    "md": "20px",
    "lg": "24px",
    "xl": "28px"
  },
  "spacing": {
    "xs": "4px",
    "sm": "8px",
    "md": "12px",
    "lg": "16px",
    "xl": "24px"
  },
  "radius": {
    "xs": "4px",
    "sm": "4px",
    "md": "6px",
    "lg": "10px",
    "xl": "10px"
  },
  "shadows": {
    "xs": "none",
    "sm": "none",
    "md": "var(--shadow)",
    "lg": "var(--shadow)",
    "xl": "var(--shadow)"
  },
  "colors": {
    "accent": [
      "#ecf3f3",
      "#d4e3e4",
      "#adcbcc",
      "#82afb0",
      "#519192",
      "#2b787a",
      "#0e6668",
      "#0c5859",
      "#0a494b",
      "#083b3c"
    ],
    "good": [
      "#eef4f1",
      "#d8e6de",
      "#b5cfc1",
      "#8eb6a1",
      "#639a7d",
      "#408460",
      "#26734a",
      "#216340",
      "#1b5335",
      "#16432b"
    ],
    "warn": [
      "#f7f2eb",
      "#ece3d3",
      "#dbc9ac",
      "#c8ad80",
      "#b38d4f",
      "#a37427",
      "#96610a",
      "#815309",
      "#6c4607",
      "#573806"
    ],
    "bad": [
      "#f9efee",
      "#f1dcd9",
      "#e5bcb8",
      "#d79992",
      "#c87169",
      "#bb5247",
      "#b23a2e",
      "#993228",
      "#802a21",
      "#67221b"
    ],
    "info": [
      "#eef3f8",
      "#d9e3ee",
      "#b7cae0",
      "#91aecf",
      "#678fbd",
      "#4577ae",
      "#2c64a3",
      "#26568c",
      "#204875",
      "#1a3a5f"
    ]
  }
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
  "--mantine-color-accent-light": "var(--accent-tint)"
};

/** Mantine's own colours point at the tokens, which change with the theme. */
export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables });

export const classColours = ["var(--c1)","var(--c2)","var(--c3)","var(--c4)","var(--c5)","var(--c6)","var(--c7)","var(--c8)","var(--c9)","var(--c10)","var(--c11)","var(--c12)"];
