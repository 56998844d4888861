import { useQuery } from "@tanstack/react-query";
import { memo, useEffect, useRef, useState } from "react";
import { get } from "../api/http";
import { Icon } from "../design/icons";

interface Section {
  uid: string;
  heading: string;
  html: string;
}
interface GuidelineText {
  version: number;
  sections: Section[];
}

export const useGuide = (project: string, version: number | null | undefined) =>
  useQuery({
    queryKey: ["work", "guideline", project, version ?? "latest"],
    queryFn: ({ signal }) => get<GuidelineText>(`/projects/${project}/guideline`, { version }, signal),
    staleTime: 300_000,
    retry: false,
  });

interface Props {
  project: string;
  version: number | null | undefined;
  /** The class one is at: its anchor in the guideline, or its name. */
  at: { guide?: string; name: string; id: string } | null;
}

/** The guideline of this task's version, opened at the active class; searching keeps the sections that match. */
export const Guide = memo(function Guide({ project, version, at }: Props) {
  const guide = useGuide(project, version);
  const [typed, setTyped] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const wanted = typed.trim().toLowerCase();
  const sections = (guide.data?.sections ?? []).filter(
    (one) => !wanted || `${one.heading} ${one.html.replace(/<[^>]*>/g, " ")}`.toLowerCase().includes(wanted),
  );
  const current = at ? sectionOf(sections, at) : null;
  useEffect(() => {
    if (current) list.current?.querySelector(`[data-uid="${CSS.escape(current)}"]`)?.scrollIntoView({ block: "start" });
  }, [current]);
  return (
    <>
      <label className="find guide-find">
        <Icon name="search" />
        <input
          value={typed}
          placeholder="search the guide"
          aria-label="Search the guide"
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <div className="scroll prose" ref={list}>
        {sections.map((one) => (
          <article key={one.uid} data-uid={one.uid} className={one.uid === current ? "on" : undefined}>
            {one.heading && <h2>{one.heading}</h2>}
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the server renders the guideline and lets no markup of its writers through */}
            <div className="section" dangerouslySetInnerHTML={{ __html: one.html }} />
          </article>
        ))}
        {guide.isError && <p className="muted">There is no guideline to show here.</p>}
        {guide.data && sections.length === 0 && (
          <p className="muted">{wanted ? `Nothing in it about “${typed}”.` : "The guideline is empty."}</p>
        )}
      </div>
    </>
  );
});

/** The section of a class: by the anchor its schema names, else by its name in the heading. */
export function sectionOf(
  sections: readonly Section[],
  at: { guide?: string; name: string; id: string },
): string | null {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  const found =
    sections.find((one) => at.guide && (one.uid === at.guide || plain(one.heading) === plain(at.guide))) ??
    sections.find((one) => plain(one.heading) === plain(at.name)) ??
    sections.find((one) => ` ${plain(one.heading)} `.includes(` ${plain(at.name)} `)) ??
    sections.find((one) => ` ${plain(one.html.replace(/<[^>]*>/g, " "))} `.includes(` ${plain(at.name)} `));
  return found?.uid ?? null;
}
