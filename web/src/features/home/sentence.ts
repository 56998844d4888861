import type { Home } from "../../api/projects";
import { stuckAt } from "../../api/stuck";
import { count, list, many } from "../../design/words";

export interface Sentence {
  head: string;
  rest: string;
}

/** How the project stands, composed by rules from the same numbers the screen shows. */
export function sentence(home: Home): Sentence {
  const { items, stages, project, pilot } = home;
  const stuck = stages.reduce((sum, stage) => sum + stuckAt(stage), 0);
  const waits = stages.filter((stage) => stage.waiting > 0).map((stage) => `${count(stage.waiting)} at ${stage.name}`);
  const delivered = items.accepted + items.dropped;
  if (project.state === "draft") {
    return { head: "This project is a draft.", rest: "Nobody can work on it until it is started." };
  }
  if (items.total === 0) return { head: "There are no items yet.", rest: "Import photos or texts to begin." };
  if (project.state === "archived")
    return { head: "This project is archived.", rest: "Its labels can still be taken out." };
  if (delivered === items.total) {
    return {
      head: "Every item is done.",
      rest: `${count(items.accepted)} are accepted; freeze a version to hand them over.`,
    };
  }
  const done = `${count(items.accepted)} of ${many(items.total, "item")} are accepted.`;
  if (stuck > 0) {
    return { head: `${many(stuck, "task")} ${stuck === 1 ? "waits" : "wait"} for you.`, rest: done };
  }
  if (pilot && !pilot.open && pilot.items > 0 && pilot.complete === pilot.items) {
    return {
      head: "The pilot is complete.",
      rest: "Compare the answers, then open its gate so that the rest can flow.",
    };
  }
  const paused = stages.find(({ phase, waiting }) => phase === "paused" && waiting > 0);
  if (paused) {
    const why = paused.phase_reason ? `: ${paused.phase_reason}` : "";
    return { head: done, rest: `${paused.name} is paused, ${many(paused.waiting, "task")} wait${why}.` };
  }
  const closed = stages.find(({ phase }) => phase === "closed");
  const moving = stages.reduce((sum, { waiting, leased }) => sum + waiting + leased, 0);
  if (moving === 0 && items.held > 0 && closed) {
    return { head: done, rest: `${many(items.held, "item")} wait behind the gate before ${closed.name}.` };
  }
  return {
    head: done,
    rest: waits.length > 0 ? `Waiting: ${list(waits)}.` : "Everything that is open is being worked on.",
  };
}
