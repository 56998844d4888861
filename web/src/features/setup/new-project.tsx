import "./setup.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { carry, isTable, takeCarried } from "../../api/files";
import { createProject } from "../../api/projects";
import { templatesQuery } from "../../api/templates";
import { Icon } from "../../design/icons";
import { Failure, Kbd, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { many, slugOf } from "../../design/words";
import { shapes } from "../../intake/shapes";
import { change } from "./document";

function nameFrom(files: File[]): string {
  const first = files[0];
  if (!first) return "";
  const folder = first.webkitRelativePath.split("/")[0];
  const stem = folder || (files.length === 1 ? first.name.replace(/\.[^.]+$/, "") : "");
  const words = stem.replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A name and a shape: enough for a draft, in which everything else is filled in. */
export function NewProject() {
  const search = useSearch({ from: "/private/frame/new" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const templates = useQuery(templatesQuery);
  const [files] = useState(takeCarried);
  const [name, setName] = useState(() => nameFrom(files));
  const [chosen, setChosen] = useState(search.kind ?? "");
  const media = files.length > 0 ? (files.every(isTable) ? "text" : "image") : null;
  const fitting = shapes.filter((one) => !media || one.media === media);
  const shape = fitting.find(({ key }) => key === chosen) ?? fitting[0];
  const template = templates.data?.find(({ key }) => key === shape?.template) ?? templates.data?.[0];
  const slug = slugOf(name);
  const create = useMutation({
    mutationFn: () => {
      let document = change(template?.document ?? "", ["project"], slug);
      document = change(document, ["name"], name.trim());
      const table = search.folder && /\.(csv|tsv|jsonl|ndjson|json)$/i.test(search.folder);
      const where = search.folder ? { [table ? "table" : "folder"]: search.folder } : {};
      document = change(document, ["source"], { ...where, parts: shape?.parts });
      return createProject(change(document, ["schema"], shape?.schema));
    },
    onSuccess: async (project) => {
      carry(files);
      await queries.invalidateQueries({ queryKey: ["projects"] });
      await navigate({ to: "/projects/$slug/setup", params: { slug: project.slug ?? slug } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (slug && template && !create.isPending) create.mutate();
  };
  return (
    <Room title="New project">
      <form className="fresh" onSubmit={submit}>
        <h1>New project</h1>
        <p className="muted mt2">
          {files.length > 0
            ? `${many(files.length, "file")} will be brought in as soon as the draft exists.`
            : search.folder
              ? `The data lie in ${search.folder} on the server.`
              : "A name and a shape; everything can be changed in the draft."}
        </p>
        <label className="field mt4">
          <span>Name</span>
          <input
            className="input"
            // biome-ignore lint/a11y/noAutofocus: the first thing to fill in
            autoFocus
            value={name}
            placeholder="Car photos"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {slug && (
          <p className="hint">
            Known to scripts as <code>{slug}</code>
          </p>
        )}
        <fieldset className="shapes mt4">
          <legend className="lab">Shape</legend>
          {templates.isPending && <Skeleton heights={[56, 57, 58]} />}
          {templates.error && <Failure error={templates.error} retry={() => void templates.refetch()} />}
          {fitting.map((one) => (
            <label key={one.key} className={one === shape ? "shape on" : "shape"}>
              <input type="radio" name="shape" checked={one === shape} onChange={() => setChosen(one.key)} />
              <span className="tile">
                <Icon name={one.icon} size="l" />
              </span>
              <span className="grow">
                <b className="md">{one.name}</b>
                <span className="sub">{one.text}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {create.error && (
          <div className="mt4">
            <Failure error={create.error} />
          </div>
        )}
        <div className="row mt5">
          <button type="submit" className="btn primary l" disabled={!slug || !template || create.isPending}>
            {create.isPending ? "Making the draft" : "Make the draft"} <Kbd keys="enter" />
          </button>
          <span className="sm muted">Nobody sees work until you start it.</span>
        </div>
      </form>
    </Room>
  );
}
