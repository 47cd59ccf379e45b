/** What a stored data set consists of: one folder named by the hash of the original file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { columnTypeSchema, datasetInfoSchema } from '../../shared/contract/data-types.ts';

const datasetMetaSchema = z.object({
  version: z.literal(1),
  info: datasetInfoSchema,
  table: z
    .object({
      delimiter: z.string(),
      header: z.boolean(),
      /** File name of the typed Parquet inside the folder; a change of types makes a new one. */
      typed: z.string(),
      reads: z.array(z.object({ type: columnTypeSchema, decimalComma: z.boolean() })),
      lineShifts: z.array(z.tuple([z.number(), z.number()])),
    })
    .nullable(),
  addedAt: z.number(),
});
export type DatasetMeta = z.infer<typeof datasetMetaSchema>;

export const datasetFiles = {
  meta: 'meta.json',
  /** Every value as the file has it, as text: types can be changed without the file. */
  raw: 'raw.parquet',
  /** A text as UTF-8. */
  text: 'text.txt',
} as const;

/** The record of a data set, or null where there is none (or an unreadable one). */
export async function readMeta(folder: string, sha256: string): Promise<DatasetMeta | null> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
  try {
    const parsed = datasetMetaSchema.safeParse(
      JSON.parse(await readFile(join(folder, sha256, datasetFiles.meta), 'utf8')),
    );
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
