import "./guideline.css";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Guideline, guidelineQuery } from "../../api/guideline";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Empty, Failure, Kbd, Segments, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { when } from "../../design/words";
import { EditGuideline } from "./edit";
import { type Changed, changes } from "./sections";

type View = "read" | "changes" | "edit";

/** Is the rule clear, and what did the last change say? */
export function GuidelineRoom() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug/guideline" });
  const [version, setVersion] = useState<number | undefined>(undefined);
  const [view, setView] = useState<View>("read");
  const guideline = useQuery(guidelineQuery(slug, version));
  const shown = guideline.data;
  const last = shown?.versions[0]?.version ?? shown?.version;
  const before = useQuery({
    ...guidelineQuery(slug, shown ? shown.version - 1 : undefined),
    enabled: (shown?.version ?? 1) > 1,
  });
  useCommands([
    {
      name: "guideline.edit",
      label: "Edit the guideline",
      keys: "e",
      icon: "annotate",
      when: () => view !== "edit",
      perform: () => setView("edit"),
    },
    {
      name: "guideline.changes",
      label: "Read or changes",
      keys: "c",
      when: () => view !== "edit",
      perform: () => setView(view === "read" ? "changes" : "read"),
    },
  ]);
  if (!shown) {
    return (
      <Room title="Guideline">
        {guideline.error ? (
          <Failure error={guideline.error} retry={() => void guideline.refetch()} />
        ) : (
          <Skeleton heights={[32, 240]} />
        )}
      </Room>
    );
  }
  const changed = before.data && shown.version > 1 ? changes(before.data.document, shown.document) : null;
  const older = shown.version !== last;
  return (
    <Room title="Guideline" flush>
      <div className="guide">
        <nav className="toc" aria-label="Contents">
          <h2>Guideline</h2>
          <Contents shown={shown} changed={changed} />
        </nav>
        <div className="doc">
          <div className="inner">
            <div className="row">
              <Segments
                label="View"
                value={view}
                onChange={setView}
                choices={[
                  { value: "read", label: "Read" },
                  ...(changed
                    ? [{ value: "changes" as const, label: `Changes v${shown.version - 1} to v${shown.version}` }]
                    : []),
                  ...(older
                    ? []
                    : [
                        {
                          value: "edit" as const,
                          label: (
                            <>
                              Edit <Kbd keys="e" />
                            </>
                          ),
                        },
                      ]),
                ]}
              />
              <span className="sub end">version {shown.version}</span>
            </div>
            {view === "edit" && !older ? (
              <EditGuideline slug={slug} guideline={shown} done={() => setView("changes")} />
            ) : view === "changes" && changed ? (
              <Differences sections={changed} />
            ) : (
              <Text shown={shown} write={() => setView("edit")} />
            )}
          </div>
        </div>
        <aside className="meta" aria-label="Versions">
          <section className="card">
            <header>
              <h2>Versions</h2>
            </header>
            <div className="body">
              {shown.versions.length === 0 && <p className="muted">None yet.</p>}
              <ul className="tl">
                {shown.versions.map((one) => (
                  <li key={one.version} className={one.version === shown.version ? "acc" : undefined}>
                    <span className="when">{when(one.at)}</span>
                    <button
                      type="button"
                      className="bare md open"
                      aria-current={one.version === shown.version}
                      onClick={() => {
                        setVersion(one.version === last ? undefined : one.version);
                        setView("read");
                      }}
                    >
                      v{one.version}
                    </button>{" "}
                    {one.note}
                    {one.by && <div className="sub">{one.by}</div>}
                  </li>
                ))}
              </ul>
            </div>
          </section>
          <p className="sub mt3">
            Every annotation keeps the version it was made under; a new one asks nobody to begin again.
          </p>
        </aside>
      </div>
    </Room>
  );
}

function Contents({ shown, changed }: { shown: Guideline; changed: Changed[] | null }) {
  const marked = new Set(changed?.filter(({ state }) => state !== "same").map(({ heading }) => heading));
  const sections = shown.sections.filter(({ heading }) => heading);
  return (
    <div className="mt3">
      {sections.map((section) => (
        <a key={section.uid} href={`#${section.uid}`}>
          <span className="cut">{section.heading}</span>
          {marked.has(section.heading) && <i className="chg-dot" title={`changed in v${shown.version}`} />}
        </a>
      ))}
      {marked.size > 0 && (
        <p className="sub row mt3">
          <i className="chg-dot still" /> changed in v{shown.version}
        </p>
      )}
    </div>
  );
}

function Text({ shown, write }: { shown: Guideline; write: () => void }) {
  if (!shown.document.trim()) {
    return (
      <Empty
        title="Nothing is written yet"
        actions={
          <button type="button" className="btn primary" onClick={write}>
            <Icon name="annotate" /> Write it
          </button>
        }
      >
        What counts, what does not, and what to do when it is unclear. Annotators read it beside every task.
      </Empty>
    );
  }
  return (
    <div className="prose mt4">
      {shown.sections.map((section) => (
        <section key={section.uid} id={section.uid}>
          {section.heading && <h2>{section.heading}</h2>}
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own server makes it from Markdown and lets no markup of the text through */}
          <div dangerouslySetInnerHTML={{ __html: section.html }} />
        </section>
      ))}
    </div>
  );
}

function Differences({ sections }: { sections: Changed[] }) {
  return (
    <div className="prose mt4">
      {sections
        .filter(({ state }) => state !== "same")
        .map((section) => (
          <section key={section.heading + section.state}>
            <h2>
              {section.heading || "Beginning"} <span className="badge warn">{section.state}</span>
            </h2>
            <p className="diff-body">
              {section.pieces.map((piece, at) => {
                const key = `${piece.kind}${section.pieces.length - at}`;
                if (piece.kind === "added") return <ins key={key}>{piece.text}</ins>;
                if (piece.kind === "removed") return <del key={key}>{piece.text}</del>;
                return <span key={key}>{piece.text}</span>;
              })}
            </p>
          </section>
        ))}
      {sections.every(({ state }) => state === "same") && (
        <p className="muted">Only the order of the sections changed.</p>
      )}
    </div>
  );
}
