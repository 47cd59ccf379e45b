/** What a run tells: stored by the core with a sequence number, streamed to pages, replayed after a reload. */
import { z } from 'zod';
import { projectIdSchema, runIdSchema } from '../ids.ts';
import { problemSchema } from '../problem.ts';
import { engineReasonSchema } from './engine-reason.ts';
import { figureSchema } from './figures.ts';
import { machineSchema } from './machine.ts';
import { usageSchema } from './usage.ts';

const runStatusSchema = z.enum(['preparing', 'running', 'paused', 'finished', 'stopped', 'failed', 'interrupted']);
export type RunStatus = z.infer<typeof runStatusSchema>;

const figures = z.record(z.string(), figureSchema);

/** What an engine process emits; the core adds `seq`. `epoch` and `step` count from 1. */
export const engineEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: runStatusSchema, problem: problemSchema.optional() }),
  /** Which engine runs and why, and what was prepared. */
  z.object({
    kind: z.literal('started'),
    engine: z.string(),
    device: z.string(),
    reason: engineReasonSchema,
    samples: z.number(),
    validationSamples: z.number(),
    stepsPerEpoch: z.number(),
    epochs: z.number(),
    params: z.number(),
    /** Absent in runs of earlier versions. */
    machine: machineSchema.optional(),
    counts: z.record(z.string(), z.unknown()).optional(),
  }),
  /** Steps run otherwise than was told at the start, as when a replay was found to differ. */
  z.object({ kind: z.literal('machine'), machine: machineSchema }),
  /** Consecutive training steps, coalesced: figures of step `firstStep`, `firstStep + 1`, … */
  z.object({
    kind: z.literal('batches'),
    firstStep: z.number().int(),
    epoch: z.number().int(),
    figures: z.record(z.string(), z.array(figureSchema)),
  }),
  z.object({
    kind: z.literal('progress'),
    epoch: z.number().int(),
    step: z.number().int(),
    samplesPerSecond: z.number(),
    secondsLeft: z.number().nullable(),
  }),
  /** Means over the epoch: `loss`, metrics, and with the prefix `val_` those of the validation part (Keras' names). */
  z.object({ kind: z.literal('epoch'), epoch: z.number().int(), step: z.number().int(), figures, seconds: z.number() }),
  /** Character models: what the model writes after an epoch, at several temperatures. */
  z.object({
    kind: z.literal('texts'),
    epoch: z.number().int(),
    seedText: z.string(),
    samples: z.array(z.object({ temperature: z.number(), text: z.string() })),
  }),
  z.object({ kind: z.literal('best'), epoch: z.number().int(), monitor: z.string(), value: figureSchema }),
  z.object({ kind: z.literal('note'), problem: problemSchema }),
  /** What the run takes of the machine just now: part of the summary, never stored as an event. */
  usageSchema.extend({ kind: z.literal('usage') }),
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;

/**
 * `seq` counts from 1 without gaps. A resumed run repeats the steps after its last checkpoint: of two events about one
 * step or epoch the later counts.
 */
export const runEventSchema = z.object({ seq: z.number().int(), at: z.number(), event: engineEventSchema });
export type RunEvent = z.infer<typeof runEventSchema>;

export const runSummarySchema = z.object({
  id: runIdSchema,
  projectId: projectIdSchema,
  /** 1, 2, 3 … within the project: "Run 3". */
  number: z.number().int(),
  status: runStatusSchema,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  epoch: z.number().int(),
  epochs: z.number().int(),
  step: z.number().int(),
  engine: z.string().nullable(),
  device: z.string().nullable(),
  best: z.object({ epoch: z.number().int(), monitor: z.string(), value: figureSchema }).nullable(),
  last: figures.nullable(),
  problem: problemSchema.nullable(),
  /** `documentHash` of the document it started from: Use and Export compare it with that of the open document. */
  documentHash: z.string(),
  continuedFrom: runIdSchema.nullable(),
  /** The newest of each kind; absent before the first report and in runs of earlier versions. */
  usage: usageSchema.optional(),
  /** The file whose weights these are, where nothing was trained: "Imported from model.keras". */
  imported: z.string().optional(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
