import "./pipeline.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { definitionQuery, homeQuery, versionsQuery } from "../../api/projects";
import { useCommands } from "../../design/commands";
import { Diagram } from "../../design/diagram";
import { Icon } from "../../design/icons";
import { Failure, Kbd, Segments, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { many } from "../../design/words";
import { Changes } from "./changes";
import { Editor } from "./editor";
import { StagePanel } from "./stage-panel";
import { useEdit } from "./use-edit";

const sizes = [50, 67, 80, 100, 125, 150, 200];

/** Where does it stick, and what happens if I change it? */
export function PipelineRoom() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug/pipeline" });
  const { stage } = useSearch({ from: "/private/frame/projects/$slug/pipeline" });
  const navigate = useNavigate();
  const definition = useQuery(definitionQuery(slug));
  const home = useQuery(homeQuery(slug));
  const versions = useQuery(versionsQuery(slug));
  const edit = useEdit(slug, definition.data);
  const [view, setView] = useState<"graph" | "yaml">("graph");
  const [size, setSize] = useState<number | null>(null);
  const pick = (key: string | null) =>
    void navigate({
      to: "/projects/$slug/pipeline",
      params: { slug },
      search: key ? { stage: key } : {},
      replace: true,
    });
  const zoom = (by: number) => {
    const at = sizes.indexOf(size ?? 100);
    setSize(sizes[Math.max(0, Math.min(sizes.length - 1, at + by))] ?? 100);
  };
  useCommands([
    {
      name: "pipeline.yaml",
      label: "Graph or YAML",
      keys: "y",
      perform: () => setView(view === "graph" ? "yaml" : "graph"),
    },
    { name: "pipeline.fit", label: "Fit the graph", keys: "f", perform: () => setSize(null) },
    {
      name: "pipeline.apply",
      label: "Apply the change",
      keys: "mod+enter",
      always: true,
      when: () => edit.ready,
      perform: edit.apply,
    },
    {
      name: "pipeline.close",
      label: "Close the stage",
      keys: "escape",
      quiet: true,
      when: () => Boolean(stage),
      perform: () => pick(null),
    },
  ]);
  const stages = home.data?.stages ?? [];
  const shown = stages.find(({ key }) => key === stage) ?? stages[0];
  const counts = stages.map(({ key, waiting, done }) => `${key}${waiting}${done}`).join();
  return (
    <Room title="Pipeline" flush>
      <div className={edit.changed ? "pipe" : "pipe calm"}>
        <div className="tools">
          <h1>Pipeline</h1>
          {definition.data && <span className="badge">version {definition.data.version}</span>}
          {edit.changed && <span className="badge accent">changed, not applied</span>}
          <span className="row end">
            <Segments
              label="View"
              value={view}
              onChange={setView}
              choices={[
                { value: "graph", label: "Graph" },
                { value: "yaml", label: "YAML" },
              ]}
            />
            {view === "graph" && (
              <>
                <button type="button" className="btn s icon" aria-label="Smaller" onClick={() => zoom(-1)}>
                  <Icon name="minus" />
                </button>
                <button type="button" className="btn s icon" aria-label="Larger" onClick={() => zoom(1)}>
                  <Icon name="plus" />
                </button>
                <button type="button" className="btn s" onClick={() => setSize(null)}>
                  Fit <Kbd keys="f" />
                </button>
              </>
            )}
            {versions.data && versions.data.length > 1 && (
              <span className="sub">{many(versions.data.length, "version")}</span>
            )}
          </span>
        </div>
        <div className={view === "graph" ? "graph drawn" : "graph text"}>
          {definition.error ? (
            <div className="pad-box">
              <Failure error={definition.error} retry={() => void definition.refetch()} />
            </div>
          ) : view === "yaml" ? (
            definition.data ? (
              <Editor text={edit.text} set={edit.set} problems={edit.checked?.problems ?? []} />
            ) : (
              <Skeleton heights={[320]} />
            )
          ) : (
            <div
              className={size === null ? "zoom fit" : "zoom"}
              style={size === null ? undefined : { width: `${size}%` }}
            >
              <Diagram slug={slug} version={`${definition.data?.version}${counts}`} stage={shown?.key} pick={pick} />
            </div>
          )}
        </div>
        <StagePanel slug={slug} definition={definition.data} stages={stages} shown={shown} pick={pick} edit={edit} />
        {edit.changed && <Changes edit={edit} />}
      </div>
    </Room>
  );
}
