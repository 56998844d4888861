import { useQuery } from "@tanstack/react-query";
import { base, headers, problemFrom } from "../api/http";
import { Failure, Skeleton } from "./parts";

interface Props {
  slug: string;
  /** Changes when the definition does, so that the picture is asked for again. */
  version: string;
  stage?: string | null;
  pick?: (stage: string) => void;
}

/** The pipeline as the server draws it; its nodes can be picked when they name their stage. */
export function Diagram({ slug, version, stage, pick }: Props) {
  const picture = useQuery({
    queryKey: ["project", slug, "diagram", version],
    queryFn: async ({ signal }) => {
      const answer = await fetch(`${base}/projects/${slug}/diagram.svg`, { headers: headers(false), signal });
      const text = await answer.text();
      if (!answer.ok) throw problemFrom(answer.status, text);
      return text.slice(Math.max(0, text.indexOf("<svg")));
    },
    placeholderData: (before) => before,
  });
  if (picture.error) return <Failure error={picture.error} retry={() => void picture.refetch()} />;
  if (!picture.data) return <Skeleton heights={[240]} label="Drawing" />;
  const picked = (target: EventTarget) => {
    const key = target instanceof Element ? target.closest("[data-stage]")?.getAttribute("data-stage") : null;
    if (key && pick) pick(key);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the panel beside the picture offers every stage to the keyboard
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div
      className="diagram"
      data-picked={stage ?? undefined}
      onClick={(event) => picked(event.target)}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by our own server, which escapes every text in it
      dangerouslySetInnerHTML={{ __html: picture.data }}
    />
  );
}
