import "./setup.css";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { carry, isTable, isTableName, takeCarried } from "../../api/files";
import { importSource } from "../../api/imports";
import { createProject } from "../../api/projects";
import { templatesQuery } from "../../api/templates";
import { change } from "../../definition/document";
import { Icon } from "../../design/icons";
import { Failure, Kbd, Segments, Skeleton } from "../../design/parts";
import { Room } from "../../design/room";
import { many, slugOf, titled } from "../../design/words";
import { shapes } from "../../intake/shapes";

function nameFrom(files: File[]): string {
  const first = files[0];
  if (!first) return "";
  const folder = first.webkitRelativePath.split("/")[0];
  const stem = folder || (files.length === 1 ? first.name.replace(/\.[^.]+$/, "") : "");
  return titled(stem);
}

/** A name and a shape: enough for a draft, in which everything else is filled in. */
export function NewProject() {
  const search = useSearch({ from: "/private/frame/new" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const templates = useQuery(templatesQuery);
  const [files] = useState(takeCarried);
  const [name, setName] = useState(() => (search.name ? titled(search.name) : nameFrom(files)));
  const [chosen, setChosen] = useState(search.kind ?? "");
  const [who, setWho] = useState<"me" | "team">(search.who === "me" ? "me" : "team");
  const place = search.folder ?? search.drop;
  const table = place ? isTableName(place) : files.length > 0 && files.every(isTable);
  const media = place || files.length > 0 ? (table ? "text" : "image") : null;
  const fitting = shapes.filter((one) => !media || one.media === media);
  const shape = fitting.find(({ key }) => key === chosen) ?? fitting[0];
  const pipeline = who === "me" ? "alone" : shape?.template;
  const template = templates.data?.find(({ key }) => key === pipeline) ?? templates.data?.[0];
  const slug = slugOf(name);
  const create = useMutation({
    mutationFn: () => {
      let document = change(template?.document ?? "", ["project"], slug);
      document = change(document, ["name"], name.trim());
      const where = search.folder ? { [table ? "table" : "folder"]: search.folder } : {};
      const [part] = Object.keys(shape?.parts ?? {});
      const parts = search.text && part ? { [part]: search.text } : shape?.parts;
      document = change(document, ["source"], { ...where, ...(search.key ? { key: search.key } : {}), parts });
      return createProject(change(document, ["schema"], shape?.schema));
    },
    onSuccess: async (project) => {
      carry(files);
      // What cannot be read is told where it is asked for again: beside the path, in the draft.
      if (search.folder) await importSource(project.slug, "stop").catch(() => undefined);
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
              ? "The draft reads it where it lies:"
              : search.drop
                ? "This server was started without it: drop it into the draft."
                : "A name and a shape; everything can be changed in the draft."}
        </p>
        {place && (
          <p className="place mt2">
            <Icon name={table ? "lines" : "folder"} />
            <code className="cut" title={place}>
              {place}
            </code>
          </p>
        )}
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
        <div className="row mt4">
          <span className="lab">Who labels</span>
          <Segments
            label="Who labels"
            value={who}
            onChange={setWho}
            choices={[
              { value: "me", label: "Only me, for now" },
              { value: "team", label: "A team, with a review" },
            ]}
          />
        </div>
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
