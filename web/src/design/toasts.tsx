/** What was done, at the foot of the screen, with the way back where there is one. */
import { useSyncExternalStore } from "react";
import { Problem } from "../api/http";
import { Icon } from "./icons";

interface Toast {
  id: number;
  kind: "done" | "failed";
  text: string;
  detail?: string;
  undo?: () => void;
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const close = (id: number) => set(toasts.filter((toast) => toast.id !== id));

function show(toast: Omit<Toast, "id">): void {
  last += 1;
  const id = last;
  set([...toasts.slice(-2), { ...toast, id }]);
  setTimeout(() => close(id), toast.undo || toast.kind === "failed" ? 10_000 : 4_000);
}

export const said = (text: string, detail?: string, undo?: () => void) => show({ kind: "done", text, detail, undo });

/** Names a refusal where no box of the screen can show it. */
export function failed(error: unknown): void {
  const problem = error instanceof Problem ? error : null;
  const first = problem?.problems[0]?.message;
  show({
    kind: "failed",
    text: problem?.title ?? "This did not work",
    detail: [problem?.detail ?? String(error), first, problem?.hint].filter(Boolean).join(" "),
  });
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className="toast">
          <Icon name={toast.kind === "done" ? "check" : "warn"} tone={toast.kind === "done" ? "good" : "bad"} />
          <div className="grow">
            <b className="md">{toast.text}</b>
            {toast.detail && <div className="sub">{toast.detail}</div>}
          </div>
          {toast.undo && (
            <button
              type="button"
              className="btn s"
              onClick={() => {
                toast.undo?.();
                close(toast.id);
              }}
            >
              Undo
            </button>
          )}
          <button type="button" className="icon-btn s" aria-label="Close" onClick={() => close(toast.id)}>
            <Icon name="close" size="s" />
          </button>
        </div>
      ))}
    </div>
  );
}
