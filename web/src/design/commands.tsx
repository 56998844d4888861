/** Keys, palette and help sheet read one list: the commands that are possible right now. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { IconName } from "./icons";

export interface Command {
  name: string;
  label: string;
  /** One press ("n", "mod+k", "shift+x", "[") or two in a row ("g d"). */
  keys?: string;
  group?: string;
  icon?: IconName;
  hint?: string;
  /** Whether it can be done now; asked when a key is pressed and when the list is drawn. */
  when?: () => boolean;
  /** Works while somebody types, as Ctrl K does. */
  always?: boolean;
  /** Answers to its key but is not listed in the palette. */
  quiet?: boolean;
  perform: () => void;
}

let lists: readonly (readonly Command[])[] = [];
const listeners = new Set<() => void>();

function change(next: readonly (readonly Command[])[]): void {
  lists = next;
  for (const listener of listeners) listener();
}

/** Offers commands for as long as the component is on screen; the newest list wins a key. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  const shape = commands.map(({ name, label, keys }) => `${name}\t${label}\t${keys ?? ""}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the list, which is new in every render
  useEffect(() => {
    const list = latest.current.map((command, at) => ({
      ...command,
      when: () => latest.current[at]?.when?.() ?? true,
      perform: () => latest.current[at]?.perform(),
    }));
    change([...lists, list]);
    return () => change(lists.filter((other) => other !== list));
  }, [shape]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Every command offered now, the newest first, each name once. */
export function useAllCommands(): Command[] {
  const all = useSyncExternalStore(subscribe, () => lists);
  const seen = new Set<string>();
  return [...all]
    .reverse()
    .flat()
    .filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** The press as a command would write it: "mod+k", "shift+x", "?". */
export function pressOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/.test(key));
  return [(event.ctrlKey || event.metaKey) && "mod", event.altKey && "alt", shift && "shift", key]
    .filter(Boolean)
    .join("+");
}

/** Which command a press means, after the presses before it. */
export function match(commands: readonly Command[], before: string, press: string): Command | undefined {
  const possible = commands.filter((command) => command.keys && (command.when?.() ?? true));
  return (
    (before && possible.find(({ keys }) => keys === `${before} ${press}`)) ||
    possible.find(({ keys }) => keys === press)
  );
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"))
  );
}

/** Listens to the keyboard for all commands; mounted once. */
export function Keyboard() {
  const commands = useAllCommands();
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    let before = "";
    let forget: ReturnType<typeof setTimeout> | undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      const modal = document.querySelector("[role=dialog][aria-modal=true]");
      const busy = typing(event.target) || modal !== null;
      const open = latest.current.filter(({ always }) => always || !busy);
      const found = match(open, before, pressOf(event));
      clearTimeout(forget);
      before = busy ? "" : pressOf(event);
      forget = setTimeout(() => {
        before = "";
      }, 900);
      if (!found) return;
      event.preventDefault();
      before = "";
      found.perform();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
  return null;
}

/** A key as people read it: "Ctrl K", "G D". */
export function spoken(keys: string): string {
  const words: Record<string, string> = { mod: "Ctrl", enter: "⏎", escape: "Esc", shift: "Shift", alt: "Alt" };
  return keys
    .split(" ")
    .map((press) =>
      press
        .split("+")
        .map((part) => words[part] ?? part.toUpperCase())
        .join(" "),
    )
    .join(" ");
}
