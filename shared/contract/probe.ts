/**
 * What the probe measures before a run, and what people are told of it before they press Train. An engine process times a
 * few steps of the real model on real batches; the core chooses by them, keeps them, and makes the estimate.
 */
import { z } from 'zod';
import { engineReasonSchema } from './engine-reason.ts';
import { figureSchema } from './figures.ts';
import { machineSchema, stepModeSchema } from './machine.ts';

/** One way to compute a step, as it was timed. */
export const measuredWaySchema = z.object({
  engine: machineSchema.shape.engine,
  threads: z.number().int().min(1),
  mode: stepModeSchema,
  /** Milliseconds of a training step, its batch included; the median of at least three blocks. */
  stepMs: z.number(),
  /** The same of the quickest block: what else the computer does disturbs it least, so ways are compared by it. */
  leastMs: z.number(),
  /** Milliseconds of a validation batch; null without a validation part. */
  evaluateMs: z.number().nullable(),
  /** Milliseconds until steps had their pace: first calls, recording. */
  warmupMs: z.number(),
  /** false: fewer than three timed steps fitted into the time, so the figure is a first impression. */
  settled: z.boolean(),
  /** Of the second step, after one update: engines that compute the same agree in it, dropout apart. null: none was done. */
  loss: figureSchema.nullable(),
  /** Most memory that the process held when these steps had their pace; null where it could not tell. */
  peakBytes: z.number().nullable(),
});
export type MeasuredWay = z.infer<typeof measuredWaySchema>;

/** What an engine process finds while it opens a job; nothing of it depends on how steps are computed. */
export const probedJobSchema = z.object({
  samples: z.number().int(),
  validationSamples: z.number().int(),
  stepsPerEpoch: z.number().int(),
  validationSteps: z.number().int(),
});
export type ProbedJob = z.infer<typeof probedJobSchema>;

/** The engine that a process loaded, as a run's record wants it. */
export const probedEngineSchema = z.object({
  machine: machineSchema.pick({ engine: true, version: true, instructionSet: true, threads: true }),
  device: z.string(),
  reason: engineReasonSchema,
  /** Seconds to load it and to prepare the data. */
  startSeconds: z.number(),
});
export type ProbedEngine = z.infer<typeof probedEngineSchema>;

/** What an engine process tells while it probes. */
export const probeEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), job: probedJobSchema, engine: probedEngineSchema }),
  z.object({
    kind: z.literal('measured'),
    way: measuredWaySchema,
    params: z.number().int(),
    trainableParams: z.number().int(),
  }),
  /** Steps of this job cannot be replayed here; `reason` in words of the engine, empty where it has no other way than op by op. */
  z.object({ kind: z.literal('untraced'), reason: z.string() }),
]);
export type ProbeEvent = z.infer<typeof probeEventSchema>;

/** Another way to compute, beside the one that was chosen. */
export const otherWaySchema = z.object({
  engine: machineSchema.shape.engine,
  device: z.string(),
  threads: z.number().int().min(1),
  mode: stepModeSchema,
  /** Times as long as the chosen way takes for a step; at least so long where `atLeast`. */
  times: z.number(),
  atLeast: z.boolean(),
});
export type OtherWay = z.infer<typeof otherWaySchema>;

/** A row of a comparison. */
export const comparedWaySchema = z.object({
  engine: machineSchema.shape.engine,
  device: z.string(),
  threads: z.number().int().min(1),
  mode: stepModeSchema,
  stepSeconds: z.number(),
  /** It was given up: a step takes at least so long. */
  atLeast: z.boolean(),
  /** As in `measuredWaySchema`. */
  loss: figureSchema.nullable(),
  isChosen: z.boolean(),
});
export type ComparedWay = z.infer<typeof comparedWaySchema>;

/** Seconds and bytes of a run that has not begun. */
export const estimateSchema = z.object({
  machine: machineSchema,
  device: z.string(),
  reason: engineReasonSchema,
  samples: z.number().int(),
  params: z.number().int(),
  stepsPerEpoch: z.number().int(),
  epochs: z.number().int(),
  seconds: z.object({
    step: z.number(),
    /** Training and, where it is due every epoch, validation. */
    epoch: z.number(),
    /** All epochs, if no early stopping ends them, with loading and recording. */
    run: z.number(),
    start: z.number(),
  }),
  /** `peak` was measured; the others are computed from shapes and are a part of it. */
  bytes: z.object({ peak: z.number(), weights: z.number(), optimizer: z.number(), activations: z.number() }),
  /** The fastest way of each other engine, and the best of the other modes of this one. */
  others: z.array(otherWaySchema),
  /** Everything that was timed, the fastest first. */
  ways: z.array(comparedWaySchema),
  /** false: too slow to be timed well. */
  settled: z.boolean(),
});
export type Estimate = z.infer<typeof estimateSchema>;
