import { reasonName } from "../../workbench/reasons";
import type { Task } from "../../workbench/task";

/** Why a task came back: the reviewer's reasons and words stay in view while it is mended. */
export function Returned({ task }: { task: Task | null }) {
  const previous = task?.lease.previous;
  if (!previous) return null;
  return (
    <div className="came-back">
      <b>Came back{previous.reasons?.length ? `: ${previous.reasons.map(reasonName).join(", ")}` : ""}</b>
      {previous.comment && <p>{previous.comment}</p>}
    </div>
  );
}
