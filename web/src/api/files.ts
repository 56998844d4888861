/** Files from the person's disk: dropped, chosen, and carried from one screen to the next. */

const kinds = /\.(jpe?g|png|webp|gif|bmp|tiff?|csv|jsonl|ndjson|json|txt)$/i;

export const KINDS = "photos (.jpg, .png, .webp, .gif, .bmp, .tif), texts (.txt) and tables (.csv, .jsonl, .json)";

/** Photos and tables; hidden files and anything else stay behind. */
export const usable = (file: File): boolean => kinds.test(file.name) && !file.name.startsWith(".");

export const isTableName = (name: string): boolean => /\.(csv|jsonl|ndjson|json)$/i.test(name);

export const isTable = (file: File): boolean => isTableName(file.name);

function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function walk(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (let batch = await entriesOf(reader); batch.length > 0; batch = await entriesOf(reader)) {
    for (const child of batch) found.push(...(await walk(child)));
  }
  return found;
}

/** Every file in a drop, folders opened; hidden ones stay behind. */
export async function dropped(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = entries.length > 0 ? (await Promise.all(entries.map(walk))).flat() : [...data.files];
  return files.filter(({ name }) => !name.startsWith("."));
}

let carried: File[] = [];

/** Lays files down for the set-up, which takes them when it opens. */
export function carry(files: File[]): void {
  carried = files;
}

export function takeCarried(): File[] {
  const files = carried;
  carried = [];
  return files;
}
