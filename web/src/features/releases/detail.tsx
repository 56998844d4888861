import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { downloadUrl, type Format, formats, lossesQuery, manifestUrl, type Release } from "../../api/releases";
import { useCommands } from "../../design/commands";
import { Icon } from "../../design/icons";
import { Kbd } from "../../design/parts";
import { count, many, percent, when } from "../../design/words";

/** One version: its splits, its hash, and what each format cannot carry, before anything is downloaded. */
export function ReleaseDetail({ slug, release }: { slug: string; release: Release }) {
  const [format, setFormat] = useState<Format>("jsonl");
  const losses = useQueries({ queries: formats.map(({ key }) => lossesQuery(slug, release.n, key)) });
  const splits = Object.entries(release.splits ?? {});
  const possible = losses.map(({ error, data }) => !error && data !== undefined);
  const ready = possible[formats.findIndex(({ key }) => key === format)] ?? false;
  const download = () => location.assign(downloadUrl(slug, release.n, format));
  useCommands([
    {
      name: "releases.download",
      label: `Download version ${release.n}`,
      keys: "d",
      icon: "download",
      when: () => ready,
      perform: download,
    },
  ]);
  return (
    <>
      <div className="head">
        <h1>Version {release.n}</h1>
        <span className="sub">{release.state === "frozen" ? many(release.items, "item") : release.state}</span>
        <span className="row end">
          <a className="btn" href={manifestUrl(slug, release.n)} download={`${slug}-v${release.n}-manifest.json`}>
            <Icon name="document" /> Manifest
          </a>
          <a className="btn primary" href={downloadUrl(slug, release.n, format)} aria-disabled={!ready}>
            <Icon name="download" /> Download {formats.find(({ key }) => key === format)?.name} <Kbd keys="d" />
          </a>
        </span>
      </div>
      <section className="card">
        <div className="deltas" style={{ gridTemplateColumns: `repeat(${splits.length + 1}, 1fr)` }}>
          <div>
            <div className="sub">Items</div>
            <div className="v">{count(release.items)}</div>
            <div className="sub">
              frozen {when(release.created_at)}
              {release.by ? ` by ${release.by}` : ""}
            </div>
          </div>
          {splits.map(([name, share]) => (
            <div key={name}>
              <div className="sub">{name}</div>
              <div className="v">{percent(share)}</div>
              <div className="sub">about {many(Math.round(release.items * share), "item")}</div>
            </div>
          ))}
        </div>
        {(release.note || release.manifest_sha256) && (
          <div className="row rel-foot">
            <span>{release.note}</span>
            {release.manifest_sha256 && (
              <span className="sub end">
                manifest <code title={release.manifest_sha256}>{release.manifest_sha256.slice(0, 16)}</code>
              </span>
            )}
          </div>
        )}
      </section>
      <section className="card">
        <header>
          <h2>What each format loses</h2>
          <span className="sub">said before the download, never after</span>
        </header>
        <table className="t-dense formats">
          <thead>
            <tr>
              <th>Format</th>
              <th>Loss</th>
              <th>What is missing in the file</th>
            </tr>
          </thead>
          <tbody>
            {formats.map((one, at) => {
              const { data, error, isPending } = losses[at] ?? {};
              const lost = data?.losses ?? [];
              const refused = error?.message ?? null;
              return (
                <tr key={one.key} className={format === one.key ? "on" : undefined}>
                  <td>
                    <label className="row">
                      <input
                        type="radio"
                        name="format"
                        checked={format === one.key}
                        disabled={refused !== null}
                        onChange={() => setFormat(one.key)}
                      />
                      {one.name} <span className="sub">{one.text}</span>
                    </label>
                  </td>
                  <td>
                    {isPending ? null : refused !== null ? (
                      <span className="badge">not for this</span>
                    ) : lost.length === 0 ? (
                      <span className="badge good">none</span>
                    ) : (
                      <span className="badge warn">{many(lost.length, "kind")}</span>
                    )}
                  </td>
                  <td className="lost">
                    {refused ??
                      lost.map((loss) => (
                        <div key={loss.what}>
                          <b className="md">{loss.what}</b> {loss.why}
                        </div>
                      ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </>
  );
}
