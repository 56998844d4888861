export function themeText(css: string): string;
