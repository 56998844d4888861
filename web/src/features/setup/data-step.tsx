import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { OnError } from "../../api/imports";
import { homeQuery } from "../../api/projects";
import { Segments } from "../../design/parts";
import { many } from "../../design/words";
import { Intake } from "../../intake/intake";
import { Columns } from "./columns";
import type { Draft } from "./draft";
import { ServerFolder } from "./server-folder";

/** Data in: dropped, chosen, or lying on the server. */
export function DataStep({ slug, draft }: { slug: string; draft: Draft }) {
  const { data: home } = useQuery(homeQuery(slug));
  const [onError, setOnError] = useState<OnError>("stop");
  const total = home?.items.total ?? 0;
  return (
    <>
      <div className="head">
        <h1>Data</h1>
        <span className="sub">{total ? many(total, "item") : "nothing yet"}</span>
        <span className="end">
          <Segments
            label="When a file or row is bad"
            value={onError}
            onChange={setOnError}
            choices={[
              { value: "stop", label: "Stop at a bad one" },
              { value: "skip", label: "Skip bad ones" },
            ]}
          />
        </span>
      </div>
      <p className="muted mt2">Photos, or one table of texts. Importing again adds only what is new.</p>
      <Intake
        slug={slug}
        onError={onError}
        ask={(file, send, cancel) => <Columns slug={slug} file={file} draft={draft} send={send} cancel={cancel} />}
      />
      <ServerFolder slug={slug} draft={draft} onError={onError} />
    </>
  );
}
