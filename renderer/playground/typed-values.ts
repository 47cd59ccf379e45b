/** Reads rows of values as people type or paste them: commas, semicolons, tabs or spaces between, one row a line. */
export type Typed =
  | { readonly ok: true; readonly rows: (number | string | null)[][] }
  | { readonly ok: false; readonly row: number; readonly received: number };

export function parseTyped(text: string, columns: readonly string[]): Typed {
  const rows: (number | string | null)[][] = [];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  for (const [index, line] of lines.entries()) {
    const fields = fieldsOf(line);
    // A pasted header is not a row.
    if (index === 0 && fields.length === columns.length && fields.every((field, at) => field === columns[at])) continue;
    if (fields.length !== columns.length) return { ok: false, row: index + 1, received: fields.length };
    rows.push(fields.map((field) => (field === '' ? null : Number.isFinite(Number(field)) ? Number(field) : field)));
  }
  return { ok: true, rows };
}

function fieldsOf(line: string): string[] {
  const separator = ['\t', ';', ','].find((candidate) => line.includes(candidate));
  const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
  return fields.map((field) => field.trim());
}
