/** The columns of a table and its first row, from the beginning of the file. */

/** One line of CSV; quotes may hold the separator, a doubled quote is a quote. */
export function cells(line: string, separator: string): string[] {
  const found: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at];
    if (quoted && sign === '"' && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) {
      found.push(cell);
      cell = "";
    } else cell += sign;
  }
  return [...found, cell];
}

function firstObject(start: string): Record<string, unknown> {
  const line = start.trimStart().replace(/^\[\s*/, "");
  for (let end = line.indexOf("}"); end > 0; end = line.indexOf("}", end + 1)) {
    try {
      return JSON.parse(line.slice(0, end + 1)) as Record<string, unknown>;
    } catch {
      // not yet a whole object: the next brace may close it
    }
  }
  return {};
}

export interface TableHead {
  columns: string[];
  row: string[];
}

/** The columns of a file, and its first row. */
export const headOf = async (file: File): Promise<TableHead> =>
  columnsOf(await file.slice(0, 64 * 1024).text(), file.name);

/** The column that most likely holds the texts: by its name, else the longest of the first row. */
export function likelyText({ columns, row }: TableHead): string {
  const longest = row.reduce((best, cell, at) => (cell.length > (row[best]?.length ?? -1) ? at : best), 0);
  const named = columns.find((column) => /^(text|body|message|utterance|content|question)$/i.test(column));
  return named ?? columns[longest] ?? "";
}

export function columnsOf(start: string, name: string): TableHead {
  if (/\.(jsonl|ndjson|json)$/i.test(name)) {
    const row = firstObject(start);
    return { columns: Object.keys(row), row: Object.values(row).map(String) };
  }
  const [head = "", first = ""] = start.replace(/^\uFEFF/, "").split(/\r?\n/);
  const separator = !head.includes(",") && head.includes("\t") ? "\t" : ",";
  return { columns: cells(head, separator), row: cells(first, separator) };
}
