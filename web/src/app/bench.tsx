import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { Failure } from "../design/parts";
import { useBench } from "../workbench/use-bench";

const Annotate = lazy(async () => ({ default: (await import("../features/annotate")).Annotate }));
const Review = lazy(async () => ({ default: (await import("../features/review")).Review }));
const route = getRouteApi("/private/work/$project/$stage");

/** The bench a stage needs: annotators answer, reviewers judge. */
export function Workbench() {
  const { project, stage } = route.useParams();
  const { ref, answer } = route.useSearch();
  const navigate = route.useNavigate();
  const opening = answer !== undefined ? { annotation: answer } : ref !== undefined ? { ref } : undefined;
  const { bench, error } = useBench(project, stage, opening);
  // What was asked for is shown once: a page that is loaded again goes on where one was.
  useEffect(() => {
    if (bench && opening) void navigate({ search: {}, replace: true });
  });
  if (error) {
    return (
      <main className="lost">
        <Failure error={error} what="This queue cannot be opened" retry={() => location.reload()} />
      </main>
    );
  }
  if (!bench) return null;
  const kind = bench.definition.stages.find((one) => one.key === stage)?.kind ?? "annotate";
  return (
    <Suspense fallback={null}>
      {kind === "annotate" ? (
        <Annotate bench={bench} key={`${project} ${stage}`} />
      ) : (
        <Review bench={bench} key={`${project} ${stage}`} />
      )}
    </Suspense>
  );
}
