// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { type Command, OwnKeys, useCommands, useKeyboard } from "./commands";

afterEach(cleanup);

function Keyboard() {
  useKeyboard();
  return null;
}
function Offers({ commands }: { commands: Command[] }) {
  useCommands(commands);
  return (
    <>
      <input aria-label="field" />
      <button type="button">button</button>
    </>
  );
}
const press = (letter: string, on: Element = document.body) =>
  fireEvent.keyDown(on, { code: `Key${letter.toUpperCase()}`, key: letter });

test("a letter typed into a field is a letter", () => {
  const run = vi.fn();
  render(
    <>
      <Keyboard />
      <Offers commands={[{ name: "new", label: "New", keys: "n", perform: run }]} />
    </>,
  );
  press("n", screen.getByLabelText("field"));
  expect(run).not.toHaveBeenCalled();
  press("n");
  expect(run).toHaveBeenCalledOnce();
});

test("Enter on a button presses the button", () => {
  const run = vi.fn();
  render(
    <>
      <Keyboard />
      <Offers commands={[{ name: "submit", label: "Submit", keys: "enter", perform: run }]} />
    </>,
  );
  fireEvent.keyDown(screen.getByText("button"), { code: "Enter", key: "Enter" });
  expect(run).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { code: "Enter", key: "Enter" });
  expect(run).toHaveBeenCalledOnce();
});

test("a command that cannot be done now leaves its key to others", () => {
  const [first, second] = [vi.fn(), vi.fn()];
  render(
    <>
      <Keyboard />
      <Offers commands={[{ name: "below", label: "Below", keys: "x", perform: second }]} />
      <Offers commands={[{ name: "top", label: "Top", keys: "x", when: () => false, perform: first }]} />
    </>,
  );
  press("x");
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
  press("n");
  expect(run).not.toHaveBeenCalled();
});

test("a key that the definition gives is its answer's, and the command that had it moves", () => {
  const [answer, skip] = [vi.fn(), vi.fn()];
  const commands: Command[] = [
    { name: "skip", label: "Skip", keys: "s", scope: "editor", perform: skip },
    { name: "sedan", label: "Sedan", keys: "s", own: true, perform: answer },
  ];
  render(
    <OwnKeys keys={new Set(["s"])}>
      <Keyboard />
      <Offers commands={commands} />
    </OwnKeys>,
  );
  press("s");
  expect([answer.mock.calls.length, skip.mock.calls.length]).toEqual([1, 0]);
  fireEvent.keyDown(document.body, { code: "KeyS", key: "S", shiftKey: true });
  expect(skip).toHaveBeenCalledOnce();
});
