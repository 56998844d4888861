import type { Command } from "../../commands/command";

/** T goes into the field; Escape comes out of it. */
export function textActions({ name, focus }: { name: string; focus: () => void }): Command[] {
  return [
    { name: `text.${name}.write`, label: "Write", scope: "editor", group: "Answer", keys: ["KeyT"], perform: focus },
  ];
}
