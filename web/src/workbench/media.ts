/** Media are fetched and decoded before their task is shown, so that the swap is one paint. */
import type { Picture } from "../editors/field";

/** Why a picture cannot be shown, with the code that goes into the foot. */
export class MediaMissing extends Error {
  constructor(
    readonly code: "media_missing" | "media_broken",
    message: string,
  ) {
    super(message);
    this.name = "MediaMissing";
  }
}

export type Progress = (loaded: number, total: number) => void;

/** The decoded picture. Throws MediaMissing when it is not there or no picture, and a TypeError when the line is dead. */
export async function loadPicture(address: string, progress?: Progress): Promise<Picture> {
  const answer = await fetch(address);
  if (answer.status >= 500) throw new TypeError(`the server answered ${answer.status}`);
  if (!answer.ok) throw new MediaMissing("media_missing", `The store answered “${words(answer.status)}”.`);
  const blob = await read(answer, progress);
  try {
    const bitmap = await createImageBitmap(blob);
    return { bitmap, width: bitmap.width, height: bitmap.height };
  } catch {
    throw new MediaMissing("media_broken", "The file is there, but it is not a picture that can be opened.");
  }
}

const words = (status: number) =>
  ({ 404: "not found", 403: "not yours to see", 410: "gone" })[status] ?? String(status);

async function read(answer: Response, progress?: Progress): Promise<Blob> {
  const total = Number(answer.headers.get("content-length") ?? 0);
  if (!progress || !answer.body || total === 0) return answer.blob();
  const chunks: BlobPart[] = [];
  const reader = answer.body.getReader();
  for (let loaded = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks, { type: answer.headers.get("content-type") ?? "" });
    chunks.push(value);
    loaded += value.byteLength;
    progress(loaded, total);
  }
}
