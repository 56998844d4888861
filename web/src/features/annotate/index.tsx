import type { Bench } from "../../workbench/use-bench";
import { AnnotateBoxes } from "./Boxes";
import { AnnotatePage } from "./Page";

/** The annotator's bench: boxes are drawn on the image, everything else is answered below what is read or seen. */
export function Annotate({ bench }: { bench: Bench }) {
  const drawn = Object.entries(bench.fields).find(([, field]) => field.type === "box");
  if (drawn && drawn[1].type === "box") return <AnnotateBoxes bench={bench} name={drawn[0]} field={drawn[1]} />;
  return <AnnotatePage bench={bench} />;
}
