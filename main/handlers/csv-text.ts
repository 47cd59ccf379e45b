/** Rows as CSV (RFC 4180) that a spreadsheet shows and does not run. */

type Cell = string | number | boolean | null;

export function csvText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  // Text that begins like a formula would be computed by a spreadsheet; numbers are written as numbers above.
  const text = /^[=+\-@\t\r]/.test(cell) && !isNumber(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
