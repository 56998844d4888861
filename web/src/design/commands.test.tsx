// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { type Command, Keyboard, match, pressOf, spoken, useCommands } from "./commands";

afterEach(cleanup);

const press = (key: string, extra: Partial<KeyboardEvent> = {}) =>
  pressOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...extra });

test("a press is written as commands write it", () => {
  expect(press("k", { ctrlKey: true })).toBe("mod+k");
  expect(press("k", { metaKey: true })).toBe("mod+k");
  expect(press("?", { shiftKey: true })).toBe("?");
  expect(press("X", { shiftKey: true })).toBe("shift+x");
  expect(press("Escape")).toBe("escape");
});

test("two keys in a row beat one key alone", () => {
  const perform = () => undefined;
  const commands: Command[] = [
    { name: "data", label: "Data", keys: "g d", perform },
    { name: "download", label: "Download", keys: "d", perform },
  ];
  expect(match(commands, "g", "d")?.name).toBe("data");
  expect(match(commands, "", "d")?.name).toBe("download");
});

test("keys are shown as people read them", () => {
  expect(spoken("mod+enter")).toBe("Ctrl ⏎");
  expect(spoken("g d")).toBe("G D");
});

function Offers({ commands }: { commands: Command[] }) {
  useCommands(commands);
  return <input aria-label="field" />;
}

test("a letter typed into a field is a letter", () => {
  const run = vi.fn();
  render(
    <>
      <Keyboard />
      <Offers commands={[{ name: "new", label: "New", keys: "n", perform: run }]} />
    </>,
  );
  fireEvent.keyDown(screen.getByLabelText("field"), { key: "n" });
  expect(run).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "n" });
  expect(run).toHaveBeenCalledOnce();
});

test("a command that cannot be done now leaves its key to others", () => {
  const [first, second] = [vi.fn(), vi.fn()];
  render(
    <>
      <Keyboard />
      <Offers commands={[{ name: "below", label: "Below", keys: "escape", perform: second }]} />
      <Offers commands={[{ name: "top", label: "Top", keys: "escape", when: () => false, perform: first }]} />
    </>,
  );
  fireEvent.keyDown(document.body, { key: "Escape" });
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
});

test("what leaves the screen takes its keys along", () => {
  const run = vi.fn();
  const { rerender } = render(
    <>
      <Keyboard />
      <Offers commands={[{ name: "new", label: "New", keys: "n", perform: run }]} />
    </>,
  );
  rerender(<Keyboard />);
  fireEvent.keyDown(document.body, { key: "n" });
  expect(run).not.toHaveBeenCalled();
});
