import { describe, expect, it } from "vitest";
import { type Command, caps, conflicts, moved, type Press, pressOf, resolve } from "./keys";

const press = (code: string, key: string, more: Partial<Press> = {}) =>
  pressOf({ code, key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });
const command = (name: string, keys: Command["keys"], more: Partial<Command> = {}): Command => ({
  name,
  label: name,
  keys,
  perform: () => undefined,
  ...more,
});
const FREE = { typing: false, covered: false };

describe("keys", () => {
  it("name letters and digits by their place, in every layout, the number pad as the top row", () => {
    expect(press("KeyZ", "Z", { ctrlKey: true, shiftKey: true })).toBe("mod+shift+z");
    expect(press("KeyZ", "z", { metaKey: true })).toBe("mod+z");
    expect(press("KeyQ", "a")).toBe("q"); // on a French keyboard
    expect(press("Digit7", "è")).toBe("7");
    expect(press("Numpad3", "3")).toBe("3");
    expect(press("NumpadEnter", "Enter")).toBe("enter");
    expect(press("ArrowLeft", "ArrowLeft", { shiftKey: true })).toBe("shift+left");
  });
  it("name a sign by what it writes, wherever it lies, and by its place where none is written", () => {
    expect(press("Slash", "?", { shiftKey: true })).toBe("?");
    expect(press("Digit7", "/", { shiftKey: true })).toBe("/"); // on a German keyboard
    expect(press("BracketLeft", "х")).toBe("["); // on a Russian one
    expect(press("NumpadAdd", "+")).toBe("+");
  });
  it("are shown as caps", () => {
    expect(caps("mod+shift+z")).toEqual(["Ctrl", "Shift", "Z"]);
    expect(caps("g ,")).toEqual(["G", ","]);
    expect(caps("+")).toEqual(["+"]);
    expect(caps("backspace")).toEqual(["⌫"]);
  });
  it("make way for the keys that the definition gives", () => {
    const own = new Set(["s", "c", "d"]);
    expect(["s", "c", "d", "shift+d", "b", "mod+c"].map((one) => moved(one, own))).toEqual([
      "shift+s",
      ";",
      "]",
      "[",
      "b",
      "mod+c",
    ]);
  });
});

describe("commands", () => {
  it("go to the inner scope, and to the outer one where the inner does not hold", () => {
    let selected = true;
    const list = [
      command("next box", "1", { scope: "editor" }),
      command("the selected", "1", { scope: "selected", when: () => selected }),
    ];
    expect(resolve(list, "", "1", FREE)?.name).toBe("the selected");
    selected = false;
    expect(resolve(list, "", "1", FREE)?.name).toBe("next box");
  });
  it("leave letters to a text field, but not what holds there", () => {
    const list = [
      command("guide", "g"),
      command("submit", "mod+enter", { scope: "typing" }),
      command("palette", "mod+k", { always: true }),
    ];
    const typing = { typing: true, covered: false };
    expect(resolve(list, "", "g", typing)).toBeNull();
    expect(resolve(list, "", "mod+enter", typing)?.name).toBe("submit");
    expect(resolve(list, "", "mod+k", typing)?.name).toBe("palette");
    expect(resolve(list, "", "mod+enter", FREE)).toBeNull();
  });
  it("rest under a sheet", () => {
    const list = [command("guide", "g"), command("palette", "mod+k", { always: true })];
    const covered = { typing: false, covered: true };
    expect(resolve(list, "", "g", covered)).toBeNull();
    expect(resolve(list, "", "mod+k", covered)?.name).toBe("palette");
  });
  it("by two keys in a row come before one key alone", () => {
    const list = [command("download", "d"), command("data", "g d")];
    expect(resolve(list, "g", "d", FREE)?.name).toBe("data");
    expect(resolve(list, "", "d", FREE)?.name).toBe("download");
  });
  it("that would share a key in one scope are found", () => {
    const list = [
      command("a", "a", { scope: "editor" }),
      command("b", ["b", "a"], { scope: "editor" }),
      command("c", "a"),
    ];
    expect(conflicts(list)).toEqual([["a", "a", "b"]]);
  });
});
