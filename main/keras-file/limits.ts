/** What a `.keras` file may hold before we refuse to read it: a small zip can unpack to anything. */
export const limits = {
  configBytes: 16 * 2 ** 20,
  weightBytes: 2 * 2 ** 30,
  entries: 1000,
  layers: 5000,
} as const;
