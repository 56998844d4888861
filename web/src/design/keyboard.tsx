import { useState } from "react";
import { useCommands, useKeyboard } from "./commands";
import { KeySheet } from "./key-sheet";
import { Palette } from "./palette";

/** The keyboard of the whole app, with its two sheets: every command by its words, and every key that works here. */
export function Keyboard() {
  const [over, setOver] = useState<"palette" | "keys" | null>(null);
  const close = () => setOver(null);
  useKeyboard();
  useCommands([
    {
      name: "palette",
      label: "Search or run a command",
      keys: ["mod+k", "shift+p"],
      group: "Everywhere",
      quiet: true,
      always: true,
      perform: () => setOver(over === "palette" ? null : "palette"),
    },
    { name: "keys", label: "This sheet", keys: "?", icon: "keys", group: "Everywhere", perform: () => setOver("keys") },
  ]);
  return (
    <>
      {over === "palette" && <Palette close={close} />}
      {over === "keys" && <KeySheet close={close} />}
    </>
  );
}
