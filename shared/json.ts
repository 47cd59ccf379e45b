/** JSON as it comes out of files and from other programs, of which nothing is known yet. */

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether it is an object of JSON: neither null nor a list. */
export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with sorted keys: the order in which they were written says nothing. */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
