/** Numbers of nested lists, as previews carry samples: in order, whatever the depth. */
export function flatNumbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.flatMap(flatNumbers) : [];
}

/** How many lists lie in one another: 0 for a number. */
export const depthOf = (value: unknown): number => (Array.isArray(value) ? 1 + depthOf(value[0]) : 0);

/** Columns of a table of rows: one series a feature. */
export function featureSeries(value: unknown): number[][] {
  if (!Array.isArray(value)) return [];
  if (depthOf(value) === 1) return [flatNumbers(value)];
  const rows = value.map(flatNumbers);
  return (rows[0] ?? []).map((_, feature) => rows.map((row) => row[feature] ?? Number.NaN));
}
