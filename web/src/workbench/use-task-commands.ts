import { useState } from "react";
import type { Command } from "../commands/command";
import { useCommands } from "../commands/keyboard";
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
  const everywhere = { scope: "everywhere", group: "Everywhere" } as const;
  const commands: Command[] = [
    { ...everywhere, name: "submit", label: wanted.submitLabel, keys: ["Enter"], when: here, perform: wanted.submit },
    {
      name: "submit.typing",
      label: "Submit from a field",
      scope: "typing",
      group: "While typing",
      keys: ["Ctrl+Enter"],
      // A field that sends its own words (the thread) keeps the chord to itself.
      when: () => here() && !document.activeElement?.hasAttribute("data-sends"),
      perform: wanted.submit,
    },
    {
      ...everywhere,
      name: "back",
      label: "Back to my last task",
      keys: ["Backspace"],
      perform: () => void session.back(),
    },
    { ...everywhere, name: "flag", label: "Flag or ask", keys: ["KeyF"], when: here, perform: wanted.flag },
    {
      ...everywhere,
      name: "skip",
      label: "Skip, with a reason",
      keys: ["KeyS"],
      when: () => session.store.get().task !== null,
      perform: () => setSkipping(true),
    },
    { ...everywhere, name: "guide", label: "Guide at this class", keys: ["KeyG"], perform: wanted.guide },
  ];
  if (wanted.cannotJudge)
    commands.push({
      ...everywhere,
      name: "cannot",
      label: "Cannot judge",
      keys: ["KeyN"],
      when: here,
      perform: wanted.cannotJudge,
    });
  if (wanted.unsure)
    commands.push({
      ...everywhere,
      name: "unsure",
      label: "Sure, unsure",
      keys: ["KeyU"],
      when: here,
      perform: wanted.unsure,
    });
  const reasons: Command[] = SKIP_REASONS.map(([code, name], at) => ({
    name: `skip.${code}`,
    label: `Skip: ${name}`,
    scope: "drawing",
    keys: [`Digit${at + 1}`],
    when: () => skipping,
    perform: () => skip(code),
  }));
  reasons.push({
    name: "skip.stay",
    label: "Stay with this task",
    scope: "drawing",
    keys: ["Escape"],
    when: () => skipping,
    perform: () => setSkipping(false),
  });
  useCommands(commands);
  useCommands(reasons);
  return { skipping, startSkip: () => setSkipping(true), skip, stay: () => setSkipping(false) };
}
