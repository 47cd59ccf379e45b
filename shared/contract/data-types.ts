/** Data sets as pages see them: descriptions, pages and previews, never the data as a whole. */
import { z } from 'zod';
import { problemSchema } from '../problem.ts';

export const columnTypeSchema = z.enum(['number', 'integer', 'text', 'boolean', 'date', 'timestamp']);
export type ColumnType = z.infer<typeof columnTypeSchema>;

const columnInfoSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  /** Counts and statistics are null while an import still runs. */
  missing: z.number().nullable(),
  distinct: z.number().nullable(),
  min: z.union([z.number(), z.string()]).nullable(),
  max: z.union([z.number(), z.string()]).nullable(),
  mean: z.number().nullable(),
  histogram: z.array(z.number()).nullable(),
});
export type ColumnInfo = z.infer<typeof columnInfoSchema>;

export const datasetInfoSchema = z.object({
  sha256: z.string(),
  name: z.string(),
  bytes: z.number(),
  kind: z.enum(['table', 'text']),
  encoding: z.string(),
  rows: z.number(),
  columns: z.array(columnInfoSchema),
  problems: z.array(problemSchema),
});
export type DatasetInfo = z.infer<typeof datasetInfoSchema>;

export const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const tablePageSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(cellSchema)),
  offset: z.number(),
  total: z.number(),
});
export type TablePage = z.infer<typeof tablePageSchema>;

export const importEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    stage: z.enum(['receiving', 'reading', 'storing', 'describing']),
    done: z.number(),
    total: z.number(),
  }),
  /** First page and provisional types, before the whole file was read. */
  z.object({
    kind: z.literal('provisional'),
    columns: z.array(z.object({ name: z.string(), type: columnTypeSchema })),
    page: tablePageSchema,
  }),
  z.object({ kind: z.literal('done'), dataset: datasetInfoSchema }),
  z.object({ kind: z.literal('failed'), problems: z.array(problemSchema) }),
]);
export type ImportEvent = z.infer<typeof importEventSchema>;

const axisSchema = z.object({
  name: z.enum(['batch', 'time', 'features', 'height', 'width', 'channels', 'units', 'axis']),
  size: z.number().nullable(),
});

/** What a recipe makes of its data: the Data place's preview and the Model place's Input shapes. */
export const preparedPreviewSchema = z.object({
  inputs: z.array(z.object({ name: z.string(), shape: z.array(axisSchema), dtype: z.enum(['float32', 'int32']) })),
  targets: z.array(
    z.object({
      name: z.string(),
      shape: z.array(axisSchema),
      kind: z.string(),
      classes: z.array(z.string()).nullable(),
    }),
  ),
  samples: z.object({ train: z.number(), validation: z.number(), test: z.number() }),
  /** [steps, training samples] where batches are padded to their own longest; absent: all samples have one length. */
  lengths: z.array(z.tuple([z.number(), z.number()])).optional(),
  /** One entry a recipe step, in order: counts before and after, and what to show (lengths histogram, fitted values …). */
  steps: z.array(
    z.object({ step: z.string(), summary: z.record(z.string(), z.unknown()), problems: z.array(problemSchema) }),
  ),
  /**
   * A few prepared samples: values of the first input and of the target as nested numbers, already scaled and padded;
   * `second` is the other input of a pair.
   */
  examples: z.array(z.object({ x: z.unknown(), second: z.unknown().optional(), y: z.unknown(), from: z.string() })),
  fitted: z.record(z.string(), z.unknown()),
  problems: z.array(problemSchema),
});
export type PreparedPreview = z.infer<typeof preparedPreviewSchema>;
