import { useMemo } from "react";
import { OwnKeys } from "../../design/commands";
import { ownKeys } from "../../editors/keys";
import type { Bench } from "../../workbench/use-bench";
import { AnnotateBoxes } from "./Boxes";
import { AnnotatePage } from "./Page";

/** The annotator's bench: boxes are drawn on the image, everything else is answered below what is read or seen. */
export function Annotate({ bench }: { bench: Bench }) {
  const keys = useMemo(() => ownKeys(bench.fields), [bench.fields]);
  const drawn = Object.entries(bench.fields).find(([, field]) => field.type === "box");
  return (
    <OwnKeys keys={keys}>
      {drawn?.[1].type === "box" ? (
        <AnnotateBoxes bench={bench} name={drawn[0]} field={drawn[1]} />
      ) : (
        <AnnotatePage bench={bench} />
      )}
    </OwnKeys>
  );
}
