import type { Command } from "../../commands/command";

/** T goes into the field; Escape comes out of it. */
export function numberActions({ name, focus }: { name: string; focus: () => void }): Command[] {
  return [
    { name: `number.${name}.write`, label: "Write", scope: "editor", group: "Answer", keys: ["KeyT"], perform: focus },
  ];
}
