/** Light or dark: a person's choice, or the system's. Written to <html> before the first paint. */
import { useSyncExternalStore } from "react";

export type Look = "light" | "dark" | "system";

const key = "labelwright.look";
const listeners = new Set<() => void>();
const dark = () => matchMedia("(prefers-color-scheme: dark)");

export function storedLook(): Look {
  const value = localStorage.getItem(key);
  return value === "light" || value === "dark" ? value : "system";
}

const shownLook = (): "light" | "dark" => {
  const look = storedLook();
  return look === "system" ? (dark().matches ? "dark" : "light") : look;
};

function paint(): void {
  const root = document.documentElement;
  root.dataset.theme = shownLook();
  root.style.colorScheme = shownLook();
  for (const listener of listeners) listener();
}

export function setLook(look: Look): void {
  localStorage.setItem(key, look);
  paint();
}

/** Paints the stored choice and follows the system for as long as nothing is chosen. */
export function startLook(): void {
  paint();
  dark().addEventListener("change", paint);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What is on screen now. */
export const useShownLook = () => useSyncExternalStore(subscribe, shownLook);

/** What the person chose. */
export const useLook = () => useSyncExternalStore(subscribe, storedLook);
