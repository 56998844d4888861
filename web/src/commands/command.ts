/**
 * One command is one object. The keyboard, the caps on buttons, the help sheet and the palette all read it,
 * so a key that is shown is a key that works.
 */

/** Inner scopes first: the innermost one that has the key wins and stops the event. */
export const SCOPES = ["typing", "drawing", "pointer", "selected", "editor", "everywhere"] as const;
export type Scope = (typeof SCOPES)[number];

export interface Command {
  /** Stable id, `box.delete`. */
  name: string;
  label: string;
  /** Chords of `KeyboardEvent.code`: `KeyD`, `Shift+KeyD`, `Ctrl+Shift+KeyZ`. Several are alternatives. */
  keys: readonly string[];
  scope: Scope;
  /** Column of the help sheet; commands without one are left out of it (a range such as "1 to 9" stands for them). */
  group?: string;
  /** What the sheet shows instead of the keys: `1 to 5`, `arrows`. */
  shown?: readonly string[];
  when?: () => boolean;
  perform: () => void;
  /** For keys that are held: called when the key goes up. */
  release?: () => void;
}

export interface Press {
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const NUMPAD: Record<string, string> = { NumpadEnter: "Enter", NumpadAdd: "Equal", NumpadSubtract: "Minus" };

/** The code as commands name it: the number pad counts as the top row. */
export function plainCode(code: string): string {
  const digit = /^Numpad(\d)$/.exec(code);
  return digit ? `Digit${digit[1]}` : (NUMPAD[code] ?? code);
}

/** The chord of a key press, `Ctrl+Shift+KeyZ`; the command key of a Mac counts as Ctrl. */
export function chord(press: Press): string {
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push("Ctrl");
  if (press.altKey) parts.push("Alt");
  if (press.shiftKey) parts.push("Shift");
  parts.push(plainCode(press.code));
  return parts.join("+");
}

/** The command that takes this press, or null. Keys of the browser itself (Alt with arrows, Ctrl T) are nobody's. */
export function resolve(commands: readonly Command[], press: Press, typing: boolean): Command | null {
  const wanted = chord(press);
  for (const scope of SCOPES) {
    if (typing && scope !== "typing") return null;
    if (!typing && scope === "typing") continue;
    for (const command of commands) {
      if (command.scope === scope && command.keys.includes(wanted) && (command.when?.() ?? true)) return command;
    }
  }
  return null;
}

const NAMES: Record<string, string> = {
  Escape: "Esc",
  Backspace: "⌫",
  Delete: "Del",
  Slash: "/",
  Equal: "+",
  Minus: "−",
  Period: ".",
  Comma: ",",
  BracketLeft: "[",
  BracketRight: "]",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** What a chord looks like on caps: `["Shift", "D"]`; Shift and slash is the question mark. */
export function caps(keys: string): string[] {
  if (keys === "Shift+Slash") return ["?"];
  return keys.split("+").map((part) => NAMES[part] ?? part.replace(/^(Key|Digit)/, ""));
}

/** Two commands of one scope that hold at once and share a key: `[key, first, second]`. */
export function conflicts(commands: readonly Command[]): [string, string, string][] {
  const seen = new Map<string, Command>();
  const found: [string, string, string][] = [];
  for (const command of commands) {
    if (!(command.when?.() ?? true)) continue;
    for (const key of command.keys) {
      const place = `${command.scope} ${key}`;
      const other = seen.get(place);
      if (other) found.push([key, other.name, command.name]);
      else seen.set(place, command);
    }
  }
  return found;
}

/** Keys of choices in order: 1 to 9, then the letter rows as they lie on the keyboard. */
export const CHOICE_KEYS: readonly string[] = [
  ..."123456789".split("").map((digit) => `Digit${digit}`),
  ..."QWERTYIOPHJKLZXVB".split("").map((letter) => `Key${letter}`),
];
