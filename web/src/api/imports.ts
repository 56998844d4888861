import { queryOptions } from "@tanstack/react-query";
import { get, headers, Problem, type ProblemLine, post, problemFrom, url } from "./http";
import type { components } from "./schema";

export type Import = components["schemas"]["Import"];

export const importsQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "imports"],
    queryFn: async ({ signal }) =>
      (await get<components["schemas"]["Imports"]>(`/projects/${slug}/imports`, {}, signal)).imports,
  });

export type OnError = "stop" | "skip";

const rowTypes: Record<string, string> = {
  csv: "text/csv",
  jsonl: "application/x-ndjson",
  ndjson: "application/x-ndjson",
  json: "application/json",
};

/** Columns that this table calls otherwise: the definition's name, and the table's. */
export type Columns = Readonly<Record<string, string>>;

interface Sending {
  onError: OnError;
  columns: Columns;
  progress: (share: number) => void;
  signal?: AbortSignal;
}

/** Sends one body with progress, which fetch cannot tell. */
function send(address: string, body: FormData | File, type: string | null, sending: Sending): Promise<Import> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", address);
    for (const [name, value] of Object.entries(headers(true))) call.setRequestHeader(name, value);
    if (type) call.setRequestHeader("content-type", type);
    call.upload.onprogress = ({ loaded, total }) => sending.progress(total ? loaded / total : 0);
    call.onload = () => {
      if (call.status < 300) resolve(JSON.parse(call.responseText) as Import);
      else reject(problemFrom(call.status, call.responseText));
    };
    call.onerror = () =>
      reject(
        new Problem(
          0,
          "offline",
          "No connection",
          "The upload broke off.",
          "Send it again: what arrived is not taken twice.",
        ),
      );
    call.onabort = () => reject(new Problem(0, "stopped", "Stopped", "The rest was not sent."));
    sending.signal?.addEventListener("abort", () => call.abort());
    call.send(body);
  });
}

const FILES = 100;
const BYTES = 64 * 1024 * 1024;

/** Photos in loads of a size that a server takes at once. */
export function loads(files: File[]): File[][] {
  const all: File[][] = [];
  let load: File[] = [];
  let bytes = 0;
  for (const file of files) {
    if (load.length > 0 && (load.length >= FILES || bytes + file.size > BYTES)) {
      all.push(load);
      load = [];
      bytes = 0;
    }
    load.push(file);
    bytes += file.size;
  }
  if (load.length > 0) all.push(load);
  return all;
}

export interface Sum {
  added: number;
  unchanged: number;
  changed: number;
  refused: number;
  problems: ProblemLine[];
  imports: number[];
}

/** Tables one by one and photos in loads; answers the sum of what became of them. */
export async function upload(slug: string, files: File[], sending: Sending): Promise<Sum> {
  const tables = files.filter((file) => rowType(file.name));
  const photos = loads(files.filter((file) => !rowType(file.name)));
  const whole = files.reduce((sum, file) => sum + file.size, 0) || 1;
  const sum: Sum = { added: 0, unchanged: 0, changed: 0, refused: 0, problems: [], imports: [] };
  const named = Object.entries(sending.columns).map(([was, now]) => `&column=${encodeURIComponent(`${was}=${now}`)}`);
  const address = url(`/projects/${slug}/imports`, { on_error: sending.onError }) + named.join("");
  let sent = 0;
  const one = async (body: FormData | File, type: string | null, bytes: number) => {
    const progress = (share: number) => sending.progress((sent + share * bytes) / whole);
    const done = await send(address, body, type, { ...sending, progress });
    sent += bytes;
    sending.progress(sent / whole);
    for (const key of ["added", "unchanged", "changed", "refused"] as const) sum[key] += done[key];
    sum.problems.push(...(done.problems ?? []));
    sum.imports.push(done.id);
  };
  for (const table of tables) await one(table, rowType(table.name), table.size);
  for (const load of photos) {
    const form = new FormData();
    for (const file of load) form.append("files", file, file.webkitRelativePath || file.name);
    await one(
      form,
      null,
      load.reduce((bytes, file) => bytes + file.size, 0),
    );
  }
  return sum;
}

export function rowType(name: string): string | null {
  return rowTypes[name.split(".").pop()?.toLowerCase() ?? ""] ?? null;
}

/** Reads a folder or a table that lies on the server; a job does it. */
export const importSource = (slug: string, onError: OnError) =>
  post<{ job: number }>(`/projects/${slug}/imports/source`, { on_error: onError });

export const undoImport = (id: number) => post<unknown>(`/imports/${id}/undo`);
