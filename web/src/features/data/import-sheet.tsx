import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { importsQuery, type OnError } from "../../api/imports";
import { Segments } from "../../design/parts";
import { Sheet } from "../../design/sheet";
import { count, when } from "../../design/words";
import { Intake } from "../../intake/intake";
import { Mapping } from "../../intake/mapping";

/** More data for a project that exists, and what came in before. */
export function ImportSheet({ slug, opened, close }: { slug: string; opened: boolean; close: () => void }) {
  const [onError, setOnError] = useState<OnError>("stop");
  const imports = useQuery({ ...importsQuery(slug), enabled: opened });
  return (
    <Sheet title="Import" width={640} opened={opened} close={close}>
      <div className="row">
        <span className="muted">Only what is new is added; what changed is reported.</span>
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
      {opened && (
        <Intake
          slug={slug}
          onError={onError}
          ask={(file, send, cancel) => <Mapping slug={slug} file={file} send={send} cancel={cancel} />}
        />
      )}
      {imports.data && imports.data.length > 0 && (
        <table className="t-dense mt4">
          <thead>
            <tr>
              <th>Before</th>
              <th className="r">Added</th>
              <th className="r">Changed</th>
              <th className="r">Refused</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {imports.data.slice(0, 8).map((one) => (
              <tr key={one.id}>
                <td>{one.at ? when(one.at) : `import ${one.id}`}</td>
                <td className="r">{count(one.added)}</td>
                <td className="r">{count(one.changed)}</td>
                <td className="r">{count(one.refused)}</td>
                <td>{one.state}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Sheet>
  );
}
