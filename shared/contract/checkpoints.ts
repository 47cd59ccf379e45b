/** Names inside a run folder, and what the checkpoints among them hold. */
import { z } from 'zod';

export const runFiles = {
  job: 'job.json',
  /** Fitted values and split indices, written once before the first step. */
  fitted: 'fitted.json',
  /** Engine, version, instruction set and threads of the run's first start (machine.ts). */
  machine: 'machine.json',
  last: 'last.ckpt',
  best: 'best.ckpt',
  /** The best by early stopping's figure while a run goes on: what it goes back to when it ends. */
  stopping: 'stopping.ckpt',
} as const;

/** A checkpoint as pages name it; the name of one of an epoch is `epoch-000120.ckpt`. */
export const checkpointNameSchema = z.string().regex(/^(best|last|epoch-\d{6,7})\.ckpt$/);

export type CheckpointFile =
  | { readonly kind: 'best' | 'last'; readonly name: string }
  | { readonly kind: 'epoch'; readonly name: string; readonly epoch: number };

export const epochFile = (epoch: number): string => `epoch-${String(epoch).padStart(6, '0')}.ckpt`;

/** What a file of a run folder is; undefined for what is no checkpoint to choose. */
export function checkpointOf(name: string): CheckpointFile | undefined {
  if (name === runFiles.best) return { kind: 'best', name };
  if (name === runFiles.last) return { kind: 'last', name };
  const epoch = /^epoch-(\d{6,7})\.ckpt$/.exec(name)?.[1];
  return epoch === undefined ? undefined : { kind: 'epoch', name, epoch: Number(epoch) };
}

export const historyFormats = ['csv', 'csvSteps', 'tensorboard'] as const;
export const historyFormatSchema = z.enum(historyFormats);
export type HistoryFormat = z.infer<typeof historyFormatSchema>;

/** A checkpoint of a run, for lists. */
export const runCheckpointSchema = z.object({
  name: checkpointNameSchema,
  kind: z.enum(['best', 'last', 'epoch']),
  epoch: z.number().int(),
  bytes: z.number().int(),
});
export type RunCheckpoint = z.infer<typeof runCheckpointSchema>;
