/** What can be done right now: screens offer commands, one keyboard, one palette and one key sheet read them. */
import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useState } from "react";
import { type Command, holds, keysOf, moved, pressOf, resolve } from "./keys";

export type { Command } from "./keys";

interface List {
  commands: readonly Command[];
  /** Counts up in the order of rendering: what is inside is younger than what is around it. */
  born: number;
}
const lists = new Set<List>();
let births = 0;

/** Offers commands for as long as the component is on screen; of two that share a key the inner, the newer one has it. */
export function useCommands(commands: readonly Command[]): void {
  const [list] = useState<List>(() => {
    births += 1;
    return { commands, born: births };
  });
  list.commands = commands;
  useLayoutEffect(() => {
    lists.add(list);
    return () => void lists.delete(list);
  }, [list]);
}

const NONE: ReadonlySet<string> = new Set();
const Own = createContext(NONE);
let given = NONE;

/** The keys that the definition gives to answers: what else has one of them moves, on its cap and on the keyboard. */
export function OwnKeys({ keys, children }: { keys: ReadonlySet<string>; children: ReactNode }) {
  useLayoutEffect(() => {
    given = keys;
    return () => {
      given = NONE;
    };
  }, [keys]);
  return <Own value={keys}>{children}</Own>;
}
export const useOwnKeys = () => useContext(Own);

/** While a choice is made or somebody types, no answer is given by key. */
const givesWay = ({ own, scope }: Command) => !own && scope !== "drawing" && scope !== "typing";

/** Every command that is offered and holds, the innermost first, each name once, with the keys it has now. */
export function commandsNow(): Command[] {
  const seen = new Set<string>();
  return [...lists]
    .sort((a, b) => b.born - a.born)
    .flatMap((list) => list.commands)
    .filter((one) => holds(one) && !seen.has(one.name) && seen.add(one.name))
    .map((one) =>
      given.size > 0 && givesWay(one) ? { ...one, keys: keysOf(one).map((key) => moved(key, given)) } : one,
    );
}

/** Does by hand what a command does by key: for buttons that stand for one. */
export const perform = (name: string): void =>
  commandsNow()
    .find((one) => one.name === name)
    ?.perform();

const FIELDS =
  "textarea, select, [contenteditable=true], input:not([type=checkbox]):not([type=radio]):not([type=range])";
const PRESSED = "button, a[href], summary, [role=tab], [role=radio], [role=switch], [role^=menuitem], input";
const SHEET = "[role=dialog][aria-modal=true]";

/** Whether the press is the focused element's own: Enter and Space press a button, arrows move a slider or a choice. */
function itsOwn(target: Element | null, press: string): boolean {
  if (press === "enter" || press === "space") return target?.closest(PRESSED) != null && !target.matches(FIELDS);
  return /^(left|right|up|down)$/.test(press) && target?.matches("input[type=range], [role=radio]") === true;
}

const PATIENCE_MS = 900; // between two keys in a row

/** Listens to the keyboard for all commands; mounted once. */
export function useKeyboard(): void {
  useEffect(() => {
    const held = new Map<string, Command>();
    let before = "";
    let forget: ReturnType<typeof setTimeout> | undefined;
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || ["Shift", "Control", "Alt", "Meta"].includes(event.key))
        return;
      const target = event.target instanceof Element ? event.target : null;
      const press = pressOf(event);
      if (itsOwn(target, press)) return;
      const where = { typing: target?.matches(FIELDS) ?? false, covered: document.querySelector(SHEET) !== null };
      const command = resolve(commandsNow(), before, press, where);
      clearTimeout(forget);
      before = command || where.typing || where.covered ? "" : press;
      forget = setTimeout(() => {
        before = "";
      }, PATIENCE_MS);
      if (!command) return;
      event.preventDefault();
      if (command.release) {
        if (event.repeat) return;
        held.set(event.code, command);
      }
      command.perform();
    };
    const up = (event: KeyboardEvent) => {
      held.get(event.code)?.release?.();
      held.delete(event.code);
    };
    const letGo = () => {
      for (const command of held.values()) command.release?.();
      held.clear();
    };
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", letGo);
    return () => {
      clearTimeout(forget);
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", letGo);
    };
  }, []);
}
