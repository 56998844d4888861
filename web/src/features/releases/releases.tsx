import "./releases.css";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Release, type Releases, releasesQuery } from "../../api/releases";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Empty, Failure, Kbd, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { count, list, many, when } from "../../design/words";
import { ReleaseDetail } from "./detail";
import { FreezeSheet } from "./freeze";

/** What is in it, and what gets lost on the way out? */
export function ReleasesRoom() {
  const { slug } = useParams({ from: "/private/frame/projects/$slug/releases" });
  const releases = useQuery(releasesQuery(slug));
  const [chosen, setChosen] = useState<number | "next" | null>(null);
  const [freezing, setFreezing] = useState(false);
  const all = releases.data?.releases ?? [];
  const shown = chosen === "next" ? undefined : (all.find(({ n }) => n === chosen) ?? all[0]);
  const next = releases.data?.next ?? null;
  const can = (next?.acceptable ?? 0) > 0;
  useCommands([
    {
      name: "releases.freeze",
      label: "Freeze a new version",
      keys: "n",
      icon: "release",
      when: () => can,
      perform: () => setFreezing(true),
    },
  ]);
  return (
    <Room title="Releases">
      {releases.error ? (
        <Failure error={releases.error} retry={() => void releases.refetch()} />
      ) : releases.isPending ? (
        <Skeleton heights={[32, 120, 121]} />
      ) : (
        <div className="rel">
          <div>
            <div className="head">
              <h1>Releases</h1>
            </div>
            <button
              type="button"
              className="btn wide mt3"
              disabled={!can}
              onClick={() => setFreezing(true)}
              title={can ? undefined : "Nothing is accepted yet"}
            >
              <Icon name="plus" /> Freeze a new version <Kbd keys="n" />
            </button>
            <Versions
              all={all}
              next={next}
              shown={chosen === "next" ? "next" : (shown?.n ?? "next")}
              choose={setChosen}
            />
            <hr className="rule mt4" />
            <p className="sub mt3">
              A version never changes. Its items, labels and splits hang on one hash; a correction goes into the next
              version.
            </p>
          </div>
          <div className="stack">
            {shown ? (
              <ReleaseDetail key={shown.n} slug={slug} release={shown} />
            ) : (
              <Next next={next} first={all.length === 0} freeze={() => setFreezing(true)} />
            )}
          </div>
        </div>
      )}
      <FreezeSheet
        slug={slug}
        next={next}
        opened={freezing}
        close={() => setFreezing(false)}
        frozen={(n) => setChosen(n)}
      />
    </Room>
  );
}

function since(next: Releases["next"] | null): string {
  if (!next) return "";
  const { added, changed, removed } = next.since_last;
  const parts = [
    added > 0 && `${count(added)} more`,
    changed > 0 && `${count(changed)} changed`,
    removed > 0 && `${count(removed)} removed`,
  ].filter((part) => typeof part === "string");
  return parts.length > 0 ? list(parts) : "no change";
}

interface VersionsProps {
  all: Release[];
  next: Releases["next"] | null;
  shown: number | "next";
  choose: (n: number | "next") => void;
}

function Versions({ all, next, shown, choose }: VersionsProps) {
  return (
    <div className="vers mt3" role="listbox" aria-label="Versions">
      <button
        type="button"
        role="option"
        aria-selected={shown === "next"}
        className={shown === "next" ? "ver bare on" : "ver bare"}
        onClick={() => choose("next")}
      >
        <i className="dotv" />
        <span>
          <b>next</b> not frozen
        </span>
        <span className="num">{count(next?.acceptable ?? 0)}</span>
        <span className="sub">{all.length > 0 ? `${since(next)} since v${all[0]?.n}` : "accepted labels"}</span>
      </button>
      {all.map((release) => (
        <button
          key={release.n}
          type="button"
          role="option"
          aria-selected={shown === release.n}
          className={shown === release.n ? "ver bare on" : "ver bare"}
          onClick={() => choose(release.n)}
        >
          <i className="dotv" />
          <span>
            <b>v{release.n}</b> {when(release.created_at)}
          </span>
          <span className="num">{count(release.items)}</span>
          <span className="sub cut">{release.note || (release.state === "frozen" ? "" : release.state)}</span>
        </button>
      ))}
    </div>
  );
}

function Next({ next, first, freeze }: { next: Releases["next"] | null; first: boolean; freeze: () => void }) {
  const ready = next?.acceptable ?? 0;
  return (
    <section className="card">
      {ready === 0 ? (
        <Empty title="Nothing to freeze yet">Labels appear here as soon as they are accepted.</Empty>
      ) : (
        <Empty
          title={`${many(ready, "accepted label")} would go in`}
          actions={
            <button type="button" className="btn primary" onClick={freeze}>
              <Icon name="release" /> Freeze {many(ready, "label")}
            </button>
          }
        >
          {first ? "The first version. " : `${since(next)} since the last version. `}
          Work goes on while a version is frozen, and what is accepted later goes into the next one.
        </Empty>
      )}
    </section>
  );
}
