import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { type Draft, useDraft } from "./draft";

const STORED = "project: cars\n";
let saves: string[] = [];
let draft: Draft;

function Shown() {
  const found = useDraft("cars");
  if ("text" in found) draft = found;
  return null;
}

/** A server that answers one request after the other, each a little later. */
function serve(): void {
  saves = [];
  vi.stubGlobal("fetch", async (address: string, { method, body }: { method: string; body?: string }) => {
    const sent = body ? (JSON.parse(body) as { document: string }).document : "";
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (method === "PUT") saves.push(sent);
    const answer = address.includes("validate")
      ? { ok: !sent.includes("wrong"), problems: [], warnings: [], changes: [], definition: null }
      : { document: STORED };
    return new Response(JSON.stringify(answer));
  });
}

async function opened(): Promise<() => void> {
  serve();
  const client = new QueryClient();
  const { unmount } = render(
    <QueryClientProvider client={client}>
      <Shown />
    </QueryClientProvider>,
  );
  await vi.waitFor(() => expect(draft?.text).toBe(STORED));
  return unmount;
}

afterEach(cleanup);

test("what was typed last is saved at once when it is asked for", async () => {
  await opened();
  act(() => draft.set("project: cars\nname: A\n"));
  await act(async () => expect(await draft.save()).toBe(true));
  expect(saves).toEqual(["project: cars\nname: A\n"]);
});

test("whoever leaves within the pause loses nothing", async () => {
  const leave = await opened();
  act(() => draft.set("project: cars\nname: B\n"));
  leave();
  await vi.waitFor(() => expect(saves).toEqual(["project: cars\nname: B\n"]));
});

test("what does not hold is not saved, and says so", async () => {
  await opened();
  act(() => draft.set("wrong"));
  await act(async () => expect(await draft.save()).toBe(false));
  expect(saves).toEqual([]);
});

test("an older text never comes after a newer one", async () => {
  await opened();
  act(() => draft.set("name: one"));
  const first = draft.save();
  act(() => draft.set("name: two"));
  await act(async () => void (await Promise.all([first, draft.save()])));
  expect(saves.at(-1)).toBe("name: two");
});
