import { useEffect, useRef } from "react";
import { type Command, caps, plainCode, resolve } from "./command";

type List = { current: readonly Command[] };
const lists = new Set<List>();

/** Offers commands while the component is on screen. */
export function useCommands(commands: readonly Command[]): void {
  const list = useRef(commands);
  list.current = commands;
  useEffect(() => {
    lists.add(list);
    return () => void lists.delete(list);
  }, []);
}

/** Every command that is offered now, whether it holds at this moment or not. */
export const allCommands = (): Command[] => [...lists].flatMap((list) => list.current);

const FIELDS =
  "textarea, select, [contenteditable=true], input:not([type=checkbox]):not([type=radio]):not([type=range])";
const PRESSED_BY_ENTER = "button, a[href], summary, [role=tab], [role=radio], [role=switch]";

/** Listens for all commands while a working screen is open; before anything else on the page hears a key. */
export function useKeyboard(heard?: () => void): void {
  const tell = useRef(heard);
  tell.current = heard;
  useEffect(() => {
    const held = new Map<string, Command>();
    const down = (event: KeyboardEvent) => {
      tell.current?.();
      if (event.isComposing) return;
      const target = event.target instanceof Element ? event.target : null;
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (plain && /^(Enter|Space)$/.test(event.code) && target?.closest(PRESSED_BY_ENTER)) return;
      const command = resolve(allCommands(), event, target?.matches(FIELDS) ?? false);
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      if (command.release) {
        if (event.repeat) return;
        held.set(plainCode(event.code), command);
      }
      command.perform();
    };
    const up = (event: KeyboardEvent) => {
      held.get(plainCode(event.code))?.release?.();
      held.delete(plainCode(event.code));
    };
    const letGo = () => {
      for (const command of held.values()) command.release?.();
      held.clear();
    };
    window.addEventListener("keydown", down, true);
    window.addEventListener("keyup", up, true);
    window.addEventListener("blur", letGo);
    return () => {
      window.removeEventListener("keydown", down, true);
      window.removeEventListener("keyup", up, true);
      window.removeEventListener("blur", letGo);
    };
  }, []);
}

/** The caps of one chord, each its own key. */
export function Caps({ keys, on }: { keys: string; on?: boolean }) {
  return (
    <>
      {caps(keys).map((cap) => (
        <kbd key={cap} className={on ? "kbd on" : "kbd"} aria-hidden="true">
          {cap}
        </kbd>
      ))}
    </>
  );
}
