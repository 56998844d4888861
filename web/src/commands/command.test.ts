import { describe, expect, it } from "vitest";
import { type Command, caps, chord, conflicts, resolve } from "./command";

const press = (code: string, more: Partial<Record<"shiftKey" | "ctrlKey" | "metaKey" | "altKey", boolean>> = {}) => ({
  code,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});
const command = (name: string, scope: Command["scope"], keys: string[], when?: () => boolean): Command => ({
  name,
  label: name,
  scope,
  keys,
  perform: () => undefined,
  ...(when ? { when } : {}),
});

describe("commands", () => {
  it("names a press by its place on the keyboard, the number pad as the top row", () => {
    expect(chord(press("KeyZ", { ctrlKey: true, shiftKey: true }))).toBe("Ctrl+Shift+KeyZ");
    expect(chord(press("KeyZ", { metaKey: true }))).toBe("Ctrl+KeyZ");
    expect(chord(press("Numpad3"))).toBe("Digit3");
    expect(chord(press("NumpadEnter"))).toBe("Enter");
  });
  it("lets the inner scope win, and the outer one where the inner does not hold", () => {
    let hovering = true;
    const list = [
      command("next box", "editor", ["Digit1"]),
      command("under the pointer", "pointer", ["Digit1"], () => hovering),
    ];
    expect(resolve(list, press("Digit1"), false)?.name).toBe("under the pointer");
    hovering = false;
    expect(resolve(list, press("Digit1"), false)?.name).toBe("next box");
  });
  it("leaves single letters to a text field, but not Ctrl Enter", () => {
    const list = [command("guide", "everywhere", ["KeyG"]), command("submit", "typing", ["Ctrl+Enter"])];
    expect(resolve(list, press("KeyG"), true)).toBeNull();
    expect(resolve(list, press("Enter", { ctrlKey: true }), true)?.name).toBe("submit");
  });
  it("does not take a letter that is held with Ctrl or Alt", () => {
    expect(resolve([command("delete", "editor", ["KeyD"])], press("KeyD", { ctrlKey: true }), false)).toBeNull();
  });
  it("shows chords as caps", () => {
    expect(caps("Ctrl+Shift+KeyZ")).toEqual(["Ctrl", "Shift", "Z"]);
    expect(caps("Shift+Slash")).toEqual(["?"]);
    expect(caps("Backspace")).toEqual(["⌫"]);
  });
  it("finds two commands that would share a key in one scope", () => {
    const list = [
      command("a", "editor", ["KeyA"]),
      command("b", "editor", ["KeyA"]),
      command("c", "everywhere", ["KeyA"]),
    ];
    expect(conflicts(list)).toEqual([["KeyA", "a", "b"]]);
  });
});
