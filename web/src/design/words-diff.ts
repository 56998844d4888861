/** What changed between two texts, by word or by line: the longest common run of parts stays. */

export interface Piece {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Parts beyond this many are compared as one block each, so that a huge rewrite stays quick. */
const LIMIT = 4_000;

function common(a: string[], b: string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = table[i] as Uint16Array;
    const below = table[i + 1] as Uint16Array;
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function pieces(a: string[], b: string[]): Piece[] {
  const found: Piece[] = [];
  const push = (kind: Piece["kind"], text: string) => {
    const last = found[found.length - 1];
    if (last?.kind === kind) last.text += text;
    else if (text) found.push({ kind, text });
  };
  if (a.length * b.length > LIMIT * LIMIT) {
    push("removed", a.join(""));
    push("added", b.join(""));
    return found;
  }
  const table = common(a, b);
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      push("same", a[i] ?? "");
      i += 1;
      j += 1;
    } else if ((table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)) {
      push("removed", a[i] ?? "");
      i += 1;
    } else {
      push("added", b[j] ?? "");
      j += 1;
    }
  }
  push("removed", a.slice(i).join(""));
  push("added", b.slice(j).join(""));
  return found;
}

const words = (text: string) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** A word or two that survive between two changes read better inside them: whole phrases go and come. */
function phrases(all: Piece[]): Piece[] {
  const found: Piece[] = [];
  let removed = "";
  let added = "";
  const flush = () => {
    if (removed) found.push({ kind: "removed", text: removed });
    if (added) found.push({ kind: "added", text: added });
    removed = "";
    added = "";
  };
  all.forEach((piece, at) => {
    if (piece.kind === "removed") removed += piece.text;
    else if (piece.kind === "added") added += piece.text;
    else {
      const few = (piece.text.match(/[\p{L}\p{N}_]+/gu) ?? []).length < 3 && !piece.text.includes("\n");
      if (few && removed && added && at < all.length - 1) {
        removed += piece.text;
        added += piece.text;
      } else {
        flush();
        found.push(piece);
      }
    }
  });
  flush();
  return found;
}

/** Inserted and deleted words. */
export const wordDiff = (before: string, after: string): Piece[] => phrases(pieces(words(before), words(after)));

/** Inserted and deleted lines. */
export const lineDiff = (before: string, after: string): Piece[] => pieces(lines(before), lines(after));
