/** The engine contract: what the core asks of an engine process. One process trains one run; others predict, inspect and export. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { recipeSchema } from '../data/recipe.ts';
import { sourceSchema } from '../data/source.ts';
import { graphDocSchema } from '../graph/graph-doc.ts';
import { problemSchema } from '../problem.ts';
import { trainingSettingsSchema } from '../training/training-settings.ts';
import { checkpointNameSchema } from './checkpoints.ts';
import { engineChoiceSchema } from './engine-choice.ts';
import { exportFormatSchema } from './export-formats.ts';
import { flowRequestSchema, flowSchema } from './flow.ts';
import { callTimesSchema } from './layer-times.ts';
import { predictionSchema, predictRequestSchema } from './prediction.ts';
import { probeEventSchema } from './probe.ts';
import { engineEventSchema } from './run-events.ts';

const call = oc.errors({ STUDIO: { status: 400, data: problemSchema } });

/** Keras 3's serialised functional model, every parameter explicit (shared/keras). */
const kerasModelSchema = z.object({
  module: z.string(),
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  registered_name: z.string().nullable(),
});
export type KerasModelConfig = z.infer<typeof kerasModelSchema>;

/**
 * Everything a run needs, written to `<runFolder>/job.json` when it starts, so that predicting, exporting and resuming
 * read the run's own graph, recipe and settings.
 */
export const jobSchema = z.object({
  runId: z.string(),
  engine: engineChoiceSchema,
  model: kerasModelSchema,
  settings: trainingSettingsSchema,
  /** null: an imported model, until its project has data. */
  source: sourceSchema.nullable(),
  recipe: recipeSchema,
});
export type Job = z.infer<typeof jobSchema>;

/** What was found in an imported model; its weights are in the run's checkpoint. */
const importedFactsSchema = z.object({
  name: z.string(),
  format: z.enum(['keras', 'h5', 'tfjs']),
  version: z.string(),
  graph: graphDocSchema,
  model: kerasModelSchema,
  settings: trainingSettingsSchema,
  notes: z.array(problemSchema),
});
export type ImportedFacts = z.infer<typeof importedFactsSchema>;

/** Folders are the core's and the engine process' business; no page ever sees one. */
const folders = { runFolder: z.string(), dataFolder: z.string() };

/** Which of a run's checkpoints; absent: the best, else the last. */
const weights = { checkpoint: checkpointNameSchema.optional() };

export const engineContract = {
  train: call
    .input(
      z.object({
        ...folders,
        job: jobSchema,
        /** Checkpoint to start from; `resume` also restores epoch, step and shuffle state. */
        from: z.object({ checkpoint: z.string(), mode: z.enum(['continue', 'resume']) }).nullable(),
      }),
    )
    /** Events one by one, or a list of those that came together. */
    .output(eventIterator(z.union([engineEventSchema, z.array(engineEventSchema)]))),
  control: call.input(z.object({ action: z.enum(['pause', 'resume', 'stop']) })).output(z.object({})),
  /** Times steps of a job that has no run yet, in the ways that this process can compute them. */
  probe: call
    .input(
      z.object({
        dataFolder: z.string(),
        job: jobSchema,
        engine: engineChoiceSchema,
        /** What the process is loaded with; null: as many threads as the engine takes by itself. */
        threads: z.number().int().min(1).nullable(),
        /** Counts with which replayed steps are timed, from many to few; op by op is timed in any case. */
        tracedThreads: z.array(z.number().int().min(1)),
        budgetMs: z.number().min(0),
      }),
    )
    .output(eventIterator(probeEventSchema)),
  predict: call.input(z.object({ ...folders, ...weights, request: predictRequestSchema })).output(predictionSchema),
  /** One row through a drawn graph; `runFolder`: of the run whose weights are asked for. */
  inspect: call
    .input(z.object({ dataFolder: z.string(), request: flowRequestSchema, runFolder: z.string().nullable() }))
    .output(flowSchema),
  /** How long every call of a layer takes in a training step of a run that has weights. */
  layerTimes: call.input(z.object({ ...folders, engine: engineChoiceSchema })).output(callTimesSchema),
  /** Answers when nothing is inspected any more, also for callers that left. */
  settle: call.output(z.object({})),
  /** Writes the files of an export into `target` and lists them. */
  exportModel: call
    .input(z.object({ ...folders, ...weights, format: exportFormatSchema, target: z.string() }))
    .output(z.object({ files: z.array(z.object({ name: z.string(), bytes: z.number() })) })),
  /** Reads the files of a model and writes its weights as the run's last checkpoint. */
  importModel: call
    .input(z.object({ files: z.array(z.object({ name: z.string(), path: z.string() })), runFolder: z.string() }))
    .output(importedFactsSchema),
  /** The same with weights for `model`, which is drawn already. */
  importWeights: call
    .input(
      z.object({
        files: z.array(z.object({ name: z.string(), path: z.string() })),
        runFolder: z.string(),
        model: kerasModelSchema,
      }),
    )
    .output(z.object({})),
} as const;
export type EngineContract = typeof engineContract;

export { runFiles } from './checkpoints.ts';
