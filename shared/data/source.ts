/**
 * Where the numbers come from. A project names its data by hash, file name and columns, never by path: on another
 * computer the same file is found again by its hash, and until then the rest of the project works.
 */
import { z } from 'zod';
import { columnTypeSchema } from '../contract/data-types.ts';

const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the original file, 64 lower-case hexadecimal digits.');

const sourceColumnSchema = z.object({
  name: z.string().describe('Column name as the header of the file has it.'),
  type: columnTypeSchema.describe('Type the column is read as.'),
});
export type SourceColumn = z.infer<typeof sourceColumnSchema>;

/** How a table was read where that is not what would be detected. */
export const readOptionsSchema = z.object({
  encoding: z
    .enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030'])
    .optional()
    .describe('Text encoding; detected when absent.'),
  delimiter: z.string().length(1).optional().describe('Character between fields; detected when absent.'),
  header: z
    .boolean()
    .optional()
    .describe('Whether the first row holds names (default true); otherwise columns are column1, column2 …'),
});
export type ReadOptions = z.infer<typeof readOptionsSchema>;

const tableSourceSchema = z.object({
  kind: z.literal('table'),
  file: z.object({
    sha256: sha256Schema,
    name: z.string().describe('File name without folders.'),
    bytes: z.number().int().min(0),
    columns: z.array(sourceColumnSchema),
  }),
  options: readOptionsSchema.optional(),
});

const textSourceSchema = z.object({
  kind: z.literal('text'),
  file: z.object({ sha256: sha256Schema, name: z.string(), bytes: z.number().int().min(0) }),
  encoding: z.string().describe('Encoding the file was read as: utf-8, utf-16le, utf-16be or gb18030.'),
});

/** A small table (CSV) or text that travels inside the project: templates carry one. */
const inlineSourceSchema = z.object({
  kind: z.literal('inline'),
  format: z.enum(['table', 'text']),
  name: z.string().max(200),
  content: z.string().max(1_000_000).describe('The file itself: CSV with a header row, or plain text.'),
});

export const generatorSourceSchema = z.object({
  kind: z.literal('generator'),
  generator: z.string().max(64).describe('Id of a generator: echo, dampedSine, movingSquare, addition, demoSeries.'),
  params: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
    .default({})
    .describe('Parameters of the generator; those left out have their defaults.'),
  seed: z.number().int().default(1).describe('Same seed, same samples.'),
  samples: z.number().int().min(1).max(10_000_000).default(1000).describe('Training samples of one epoch.'),
  validationSamples: z.number().int().min(0).max(1_000_000).default(0).describe('Samples of a fixed validation set.'),
  fresh: z
    .boolean()
    .default(true)
    .describe('true: every epoch sees new samples (endless data). false: every epoch sees the same ones.'),
});
export type GeneratorSource = z.infer<typeof generatorSourceSchema>;

export const sourceSchema = z.discriminatedUnion('kind', [
  tableSourceSchema,
  textSourceSchema,
  inlineSourceSchema,
  generatorSourceSchema,
]);
export type Source = z.infer<typeof sourceSchema>;
export type TableSource = z.infer<typeof tableSourceSchema>;
export type TextSource = z.infer<typeof textSourceSchema>;
