/** Asking a trained run for predictions, and what comes back: in the file's own units, beside the truth. */
import { z } from 'zod';
import { cellSchema } from './data-types.ts';
import { figureSchema } from './figures.ts';

export const predictRequestSchema = z.discriminatedUnion('kind', [
  /** Samples of the run's own data set; a generator makes fresh ones from `seed`. */
  z.object({
    kind: z.literal('split'),
    split: z.enum(['train', 'validation', 'test', 'all']),
    offset: z.number().int().min(0),
    limit: z.number().int().min(1).max(10_000),
    seed: z.number().int().optional(),
  }),
  /** Typed rows of feature values in the file's own units: one sequence (or one row for tables without sequences). */
  z.object({
    kind: z.literal('values'),
    columns: z.array(z.string()),
    rows: z.array(z.array(cellSchema)).max(100_000),
  }),
  /** Another file through the same recipe with the run's fitted values. */
  z.object({
    kind: z.literal('file'),
    sha256: z.string(),
    offset: z.number().int().min(0),
    limit: z.number().int().min(1).max(1_000_000),
  }),
  /** Text to continue (character models). */
  z.object({
    kind: z.literal('text'),
    seedText: z.string().max(100_000),
    characters: z.number().int().min(1).max(100_000),
    temperature: z.number().positive(),
    seed: z.number().int(),
  }),
]);
export type PredictRequest = z.infer<typeof predictRequestSchema>;

export const predictionSchema = z.object({
  /** One row a sample (or a sample's step), columns named: what it was, truth, prediction, error. */
  columns: z.array(
    z.object({ name: z.string(), role: z.enum(['from', 'input', 'truth', 'prediction', 'error', 'probability']) }),
  ),
  rows: z.array(z.array(cellSchema)),
  total: z.number(),
  /** For curves: per sample the input series, truth and prediction in original units. At most 200 samples. */
  series: z.array(
    z.object({
      label: z.string(),
      input: z.array(z.number()),
      truth: z.array(z.number()).nullable(),
      prediction: z.array(z.number()),
    }),
  ),
  /** Figures over all predicted samples: mae, rmse, accuracy … in the file's own units. */
  figures: z.record(z.string(), figureSchema),
  text: z.string().nullable(),
});
export type Prediction = z.infer<typeof predictionSchema>;
