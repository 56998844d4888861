import { useState } from "react";
import { useCommands } from "../design/commands";
import type { Command } from "../design/keys";
import { SKIP_REASONS } from "./Foot";
import type { Session } from "./session";
import { isReady, skipOutcome } from "./task";

interface Wanted {
  submit: () => void;
  submitLabel: string;
  cannotJudge?: () => void;
  unsure?: () => void;
  guide: () => void;
  flag: () => void;
}

export interface TaskCommands {
  skipping: boolean;
  startSkip: () => void;
  skip: (reason: string) => void;
  stay: () => void;
}

/** What ends a task, by key, the same in every editor. */
export function useTaskCommands(session: Session, wanted: Wanted): TaskCommands {
  const [skipping, setSkipping] = useState(false);
  const here = () => {
    const { task } = session.store.get();
    return task !== null && isReady(task);
  };
  const skip = (reason: string) => {
    setSkipping(false);
    session.finish((task) => skipOutcome(task, reason, ""), false);
  };
  // An earlier answer that is looked at again is not skipped: it stays as it was.
  const startSkip = () => (session.store.get().task?.revises != null ? session.setAside() : setSkipping(true));
  const everywhere = { scope: "everywhere", group: "Everywhere" } as const;
  const commands: Command[] = [
    { ...everywhere, name: "submit", label: wanted.submitLabel, keys: "enter", when: here, perform: wanted.submit },
    {
      name: "submit.typing",
      label: "Submit from a field",
      scope: "typing",
      group: "While typing",
      keys: "mod+enter",
      // A field that sends its own words (the thread) keeps the chord to itself.
      when: () => here() && !document.activeElement?.hasAttribute("data-sends"),
      perform: wanted.submit,
    },
    {
      ...everywhere,
      name: "back",
      label: "Back to my last task",
      keys: "backspace",
      perform: () => void session.back(),
    },
    { ...everywhere, name: "undo", label: "Undo", keys: "mod+z", perform: () => session.undo() },
    { ...everywhere, name: "redo", label: "Redo", keys: ["mod+shift+z", "mod+y"], perform: () => session.redo() },
    { ...everywhere, name: "flag", label: "Flag or ask", keys: "f", when: here, perform: wanted.flag },
    {
      ...everywhere,
      name: "skip",
      label: "Skip, with a reason",
      keys: "s",
      when: () => session.store.get().task !== null,
      perform: startSkip,
    },
    { ...everywhere, name: "guide", label: "Guide at this class", keys: "g", perform: wanted.guide },
  ];
  if (wanted.cannotJudge)
    commands.push({
      ...everywhere,
      name: "cannot",
      label: "Cannot judge",
      keys: "n",
      when: here,
      perform: wanted.cannotJudge,
    });
  if (wanted.unsure)
    commands.push({
      ...everywhere,
      name: "unsure",
      label: "Sure, unsure",
      keys: "u",
      when: here,
      perform: wanted.unsure,
    });
  const reasons: Command[] = SKIP_REASONS.map(([code, name], at) => ({
    name: `skip.${code}`,
    label: `Skip: ${name}`,
    scope: "drawing",
    shown: [],
    quiet: true,
    keys: String(at + 1),
    when: () => skipping,
    perform: () => skip(code),
  }));
  reasons.push({
    name: "skip.stay",
    label: "Stay with this task",
    scope: "drawing",
    keys: "escape",
    when: () => skipping,
    perform: () => setSkipping(false),
  });
  useCommands(commands);
  useCommands(reasons);
  return { skipping, startSkip, skip, stay: () => setSkipping(false) };
}
