/**
 * One command is one object. The keyboard, the caps on buttons, the key sheet and the palette all read it, so a key that
 * is shown is a key that works.
 */
import type { IconName } from "./icons";

/** Inner scopes first: the innermost one that has the key wins. Commands of `typing` hold only while somebody types. */
export const SCOPES = ["typing", "drawing", "selected", "editor", "everywhere"] as const;
export type Scope = (typeof SCOPES)[number];

export interface Command {
  /** Stable id, `box.delete`. */
  name: string;
  label: string;
  /** One press ("n", "mod+k", "shift+x", "?") or two in a row ("g d"); several are alternatives, the first is shown. */
  keys?: string | readonly string[];
  /** `everywhere` where it says nothing. */
  scope?: Scope;
  /** Its heading in the sheet and in the palette. */
  group?: string;
  /** What the sheet shows instead of the keys: `1 to 5`; nothing at all: another command's line stands for this one. */
  shown?: readonly string[];
  icon?: IconName;
  /** Whether it can be done now; asked when a key is pressed and when a list is drawn. */
  when?: () => boolean;
  /** Works while somebody types and over a sheet too, as Ctrl K does. */
  always?: boolean;
  /** Answers to its key but is not listed in the palette. */
  quiet?: boolean;
  /** The project's definition gives this key: others give way to it. */
  own?: boolean;
  perform: () => void;
  /** For keys that are held: called when the key goes up. */
  release?: () => void;
}

export const holds = (command: Command): boolean => command.when?.() ?? true;
export const keysOf = ({ keys }: Pick<Command, "keys">): readonly string[] =>
  keys === undefined ? [] : typeof keys === "string" ? [keys] : keys;

export type Press = Pick<KeyboardEvent, "code" | "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

const SIGN = /^[!-/:-@[-`{-~]$/;
const NAMED: Record<string, string> = {
  Space: "space",
  NumpadEnter: "enter",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  BracketLeft: "[",
  BracketRight: "]",
  Slash: "/",
  Period: ".",
  Comma: ",",
};

/** Letters and digits go by their place on the keyboard, so that they stay put in every layout; a sign by what it writes. */
function keyOf({ code, key, shiftKey }: Press): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit && !(shiftKey && SIGN.test(key))) return digit;
  return SIGN.test(key) ? key : (NAMED[code] ?? key.toLowerCase());
}

/** The press as a command writes it: "mod+k", "shift+x", "?". The command key of a Mac counts as Ctrl. */
export function pressOf(press: Press): string {
  const key = keyOf(press);
  const shift = press.shiftKey && !SIGN.test(key);
  return [(press.ctrlKey || press.metaKey) && "mod", press.altKey && "alt", shift && "shift", key]
    .filter(Boolean)
    .join("+");
}

export interface Where {
  /** Somebody types: single letters are letters. */
  typing: boolean;
  /** A sheet lies over the screen: what is below it rests. */
  covered: boolean;
}

/** The command that a press means after the presses before it, or null. Of two in one scope the first of the list wins. */
export function resolve(commands: readonly Command[], before: string, press: string, where: Where): Command | null {
  const possible = commands.filter(
    (one) => holds(one) && (one.always || (!where.covered && where.typing === (one.scope === "typing"))),
  );
  const found = (wanted: string) =>
    possible
      .filter((one) => keysOf(one).includes(wanted))
      .sort((a, b) => SCOPES.indexOf(a.scope ?? "everywhere") - SCOPES.indexOf(b.scope ?? "everywhere"))[0] ?? null;
  return (before ? found(`${before} ${press}`) : null) ?? found(press);
}

const ELSEWHERE: Record<string, string> = { c: ";", d: "]", "shift+d": "[", r: "'", "0": "\\" };

/** Where the key of a command is while the definition gives it to an answer: with Shift, or where that means something else on a sign. */
export function moved(keys: string, own: ReadonlySet<string>): string {
  const bare = keys.replace("shift+", "");
  if (!own.has(bare)) return keys;
  return ELSEWHERE[keys] ?? (keys === bare ? `shift+${bare}` : keys);
}

const CAPS: Record<string, string> = {
  mod: "Ctrl",
  escape: "Esc",
  backspace: "⌫",
  delete: "Del",
  "-": "−",
  left: "←",
  right: "→",
  up: "↑",
  down: "↓",
};

/** What a press looks like on caps: `["Shift", "D"]`. */
export const caps = (keys: string): string[] =>
  keys.split(/[ +](?=.)/).map((part) => CAPS[part] ?? part.charAt(0).toUpperCase() + part.slice(1));

/** Two commands of one scope that hold at once and share a key: `[key, first, second]`. */
export function conflicts(commands: readonly Command[]): [string, string, string][] {
  const seen = new Map<string, Command>();
  const found: [string, string, string][] = [];
  for (const command of commands.filter(holds)) {
    for (const key of keysOf(command)) {
      const place = `${command.scope ?? "everywhere"} ${key}`;
      const other = seen.get(place);
      if (other) found.push([key, other.name, command.name]);
      else seen.set(place, command);
    }
  }
  return found;
}
