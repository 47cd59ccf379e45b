/**
 * The studio contract: every call between a page and the core, over Electron's MessagePort, the WebSocket of served mode
 * and tests alike. Paths are not in it: importing is bytes in chunks; data sets are named by hash.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { recipeSchema } from '../data/recipe.ts';
import { sourceSchema } from '../data/source.ts';
import { projectIdSchema, runIdSchema } from '../ids.ts';
import { problemSchema } from '../problem.ts';
import { maxNameLength, projectDocSchema } from '../project-doc.ts';
import {
  datasetInfoSchema,
  columnTypeSchema,
  importEventSchema,
  preparedPreviewSchema,
  tablePageSchema,
} from './data-types.ts';
import { checkpointNameSchema, historyFormatSchema, runCheckpointSchema } from './checkpoints.ts';
import { engineChoiceSchema } from './engine-choice.ts';
import { exportFormatSchema } from './export-formats.ts';
import { figureSchema } from './figures.ts';
import { flowRequestSchema, flowSchema } from './flow.ts';
import { layerTimesSchema } from './layer-times.ts';
import { jsonText } from './json-text.ts';
import { predictionSchema, predictRequestSchema } from './prediction.ts';
import { estimateSchema } from './probe.ts';
import { runEventSchema, runSummarySchema } from './run-events.ts';

/** Expected failures cross the port as one error with a problem in it; the text is made where it is shown. */
const call = oc.errors({ STUDIO: { status: 400, data: problemSchema } });
const nothing = z.object({});
const blob = z.instanceof(Blob);

/** A tab or window; the first to open a project may write, others read until they take over. */
const clientId = z.string().min(1).max(64);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const uploadId = z.string().min(1).max(64);

const projectListEntrySchema = z.object({
  id: projectIdSchema,
  name: z.string(),
  updatedAt: z.number(),
  template: z.string().nullable(),
});

const projectVersionSchema = z.object({ version: z.number().int(), bytes: z.number().int(), current: z.boolean() });

export const engineReportSchema = z.object({
  engines: z.array(
    z.object({
      kind: z.enum(['tensorflow-cpu', 'tensorflow-gpu', 'portable', 'webgpu']),
      available: z.boolean(),
      chosen: z.boolean(),
      version: z.string().nullable(),
      device: z.string().nullable(),
      /** One sentence: why it is chosen, or what is missing. */
      why: z.string(),
    }),
  ),
});

/** What is kept for a person. Saving without keys leaves those that are kept. */
const settingsSchema = z.object({
  language: z.enum(['en', 'zh-Hans']).nullable(),
  theme: z.enum(['light', 'dark', 'auto']),
  /** Shortcuts that the person has chosen, by command. */
  keys: z.record(z.string().max(64), z.array(z.string().max(40)).max(4)).optional(),
});

export const studioContract = {
  app: {
    info: call.output(
      z.object({ version: z.string(), mode: z.enum(['served', 'electron', 'test']), platform: z.string() }),
    ),
    settings: call.output(settingsSchema),
    saveSettings: call.input(settingsSchema).output(nothing),
    engines: call.output(engineReportSchema),
  },
  project: {
    list: call.output(z.array(projectListEntrySchema)),
    /** Empty, or from a template. Returns its id; open it next. */
    create: call
      .input(z.object({ name: z.string().max(maxNameLength).optional(), template: z.string().nullable() }))
      .output(z.object({ id: projectIdSchema })),
    open: call.input(z.object({ id: projectIdSchema, clientId, takeOver: z.boolean() })).output(
      z.object({
        doc: projectDocSchema,
        revision: z.number().int(),
        /** false: another tab holds it; offer *Take over*. */
        writable: z.boolean(),
        /** true: the document comes from the journal of a session that ended without saving. */
        recovered: z.boolean(),
      }),
    ),
    /**
     * Unsaved work, written at most 500 ms after an edit; survives a crash of page or core. It travels as JSON text: the
     * page sends it between two keys of somebody who types, and a message of a thousand small objects takes ten times as
     * long to make.
     */
    journal: call.input(z.object({ doc: jsonText(projectDocSchema), clientId })).output(nothing),
    save: call.input(z.object({ doc: projectDocSchema, clientId })).output(z.object({ revision: z.number().int() })),
    close: call.input(z.object({ id: projectIdSchema, clientId })).output(nothing),
    /** What was saved last (`current`) and the versions kept before it, newest first; `version` is the time of saving. */
    versions: call.input(z.object({ id: projectIdSchema })).output(z.array(projectVersionSchema)),
    version: call
      .input(z.object({ id: projectIdSchema, version: z.number().int() }))
      .output(z.object({ doc: projectDocSchema })),
    remove: call.input(z.object({ id: projectIdSchema })).output(nothing),
    /** The project as one file (JSON), and back: from such a file, a shared text, or a picture that carries a project. */
    download: call.input(z.object({ id: projectIdSchema })).output(z.object({ name: z.string(), file: blob })),
    upload: call.input(z.object({ file: blob })).output(z.object({ id: projectIdSchema })),
    watch: call
      .input(z.object({ id: projectIdSchema, clientId }))
      .output(
        eventIterator(z.object({ kind: z.enum(['writable', 'read-only', 'saved']), revision: z.number().int() })),
      ),
  },
  data: {
    begin: call
      .input(z.object({ name: z.string().max(1000), bytes: z.number().int().min(0) }))
      .output(z.object({ uploadId })),
    /** Chunks in order, each at most 4 MiB. */
    chunk: call.input(z.object({ uploadId, offset: z.number().int().min(0), bytes: blob })).output(nothing),
    cancel: call.input(z.object({ uploadId })).output(nothing),
    /** Follows an upload from its first chunk on: progress, a provisional first page, the finished data set or its problems. */
    follow: call.input(z.object({ uploadId })).output(eventIterator(importEventSchema)),
    list: call.output(z.array(datasetInfoSchema)),
    get: call.input(z.object({ sha256 })).output(datasetInfoSchema.nullable()),
    page: call
      .input(z.object({ sha256, offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) }))
      .output(tablePageSchema),
    setTypes: call
      .input(z.object({ sha256, types: z.record(z.string(), columnTypeSchema) }))
      .output(z.object({ dataset: datasetInfoSchema, problems: z.array(problemSchema) })),
    /** A recipe proposed for a table, with the reason of each step as a catalogue key. */
    suggest: call.input(z.object({ sha256 })).output(
      z.object({
        recipe: recipeSchema,
        reasons: z.array(
          z.object({
            step: z.string(),
            reason: z.string(),
            details: z.record(z.string(), z.union([z.string(), z.number()])),
          }),
        ),
      }),
    ),
    prepare: call.input(z.object({ source: sourceSchema, recipe: recipeSchema })).output(preparedPreviewSchema),
  },
  train: {
    /**
     * How long a run of this document would take, in how much memory, and on what: first for the way it would be computed,
     * then beside the other engines. Steps are timed for it once; leaving the stream ends that.
     */
    estimate: call
      .input(z.object({ doc: projectDocSchema, engine: engineChoiceSchema }))
      .output(eventIterator(estimateSchema)),
  },
  run: {
    start: call
      .input(
        z.object({
          doc: projectDocSchema,
          engine: engineChoiceSchema,
          /** Start over; go on from a run's last weights with its optimizer state; or finish an interrupted run. */
          from: z.discriminatedUnion('kind', [
            z.object({ kind: z.literal('new') }),
            z.object({
              kind: z.literal('continue'),
              runId: runIdSchema,
              /** One of its checkpoints; absent: the last. */
              checkpoint: checkpointNameSchema.optional(),
            }),
            z.object({ kind: z.literal('resume'), runId: runIdSchema }),
          ]),
        }),
      )
      .output(z.object({ runId: runIdSchema })),
    control: call.input(z.object({ runId: runIdSchema, action: z.enum(['pause', 'resume', 'stop']) })).output(nothing),
    list: call.input(z.object({ projectId: projectIdSchema })).output(z.array(runSummarySchema)),
    /** The run with the document it was started from: weights belong to the run with its graph. */
    get: call.input(z.object({ runId: runIdSchema })).output(
      z.object({
        run: runSummarySchema,
        doc: projectDocSchema,
        fitted: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
    /** Everything since `afterSeq` (0: from the start), then live. A batch of events a message, about every 50 ms. */
    watch: call
      .input(
        z.object({
          runId: runIdSchema,
          afterSeq: z.number().int().min(0),
          /** Leaves out the events of all steps that are stored by now but the newest so many; `steps` tells those. */
          newestSteps: z.number().int().min(0).optional(),
        }),
      )
      .output(eventIterator(z.array(runEventSchema))),
    /**
     * The curve of a figure over the steps `from` … `to`: smallest, largest and mean value of at most `columns` equal
     * stretches of `stride` steps, the first beginning at step `firstStep`. Empty for a figure that the run does not have.
     */
    steps: call
      .input(
        z.object({
          runId: runIdSchema,
          figure: z.string().max(1000),
          from: z.number().int().min(1),
          to: z.number().int().min(0),
          columns: z.number().int().min(2).max(10_000),
        }),
      )
      .output(
        z.object({
          firstStep: z.number().int(),
          stride: z.number().int(),
          low: z.array(figureSchema),
          high: z.array(figureSchema),
          mean: z.array(figureSchema),
        }),
      ),
    /** Changes of any run of the project: for lists and the curve strip. */
    watchAll: call.input(z.object({ projectId: projectIdSchema })).output(eventIterator(z.array(runSummarySchema))),
    remove: call.input(z.object({ runId: runIdSchema })).output(nothing),
    /** The weights that were kept: of the best epoch, of the last, of every n-th; in the order of epochs. */
    checkpoints: call.input(z.object({ runId: runIdSchema })).output(z.array(runCheckpointSchema)),
    /** The figures as a file: CSV by epoch, CSV by step, or TensorBoard's event files in a zip. */
    history: call
      .input(z.object({ runId: runIdSchema, format: historyFormatSchema }))
      .output(z.object({ name: z.string(), file: blob })),
  },
  /** Models of other programs. Files come in chunks, are read in a process of their own, and become a project with a run. */
  model: {
    begin: call
      .input(
        z.object({
          files: z
            .array(z.object({ name: z.string().min(1).max(1000), bytes: z.number().int().min(0) }))
            .min(1)
            .max(500),
        }),
      )
      .output(z.object({ importId: uploadId })),
    /** Chunks of each file in order, each at most 4 MiB; `file` counts from 0. */
    chunk: call
      .input(
        z.object({ importId: uploadId, file: z.number().int().min(0), offset: z.number().int().min(0), bytes: blob }),
      )
      .output(nothing),
    cancel: call.input(z.object({ importId: uploadId })).output(nothing),
    /** A new project of the whole model, or its weights as a run of the open document. */
    import: call
      .input(
        z.object({
          importId: uploadId,
          into: z.discriminatedUnion('kind', [
            z.object({ kind: z.literal('project') }),
            z.object({ kind: z.literal('weights'), doc: projectDocSchema }),
          ]),
        }),
      )
      .output(z.object({ projectId: projectIdSchema, runId: runIdSchema, notes: z.array(problemSchema) })),
  },
  use: {
    predict: call
      .input(
        z.object({ runId: runIdSchema, request: predictRequestSchema, checkpoint: checkpointNameSchema.optional() }),
      )
      .output(predictionSchema),
    predictCsv: call
      .input(
        z.object({ runId: runIdSchema, request: predictRequestSchema, checkpoint: checkpointNameSchema.optional() }),
      )
      .output(z.object({ name: z.string(), file: blob })),
  },
  inspect: {
    /** What leaves every layer of a graph for one row of its data. A page leaves the call when it asks anew. */
    flow: call.input(flowRequestSchema).output(flowSchema),
    /** How long every layer of a run takes in a training step, measured now; leaving the call ends that. */
    layerTimes: call.input(z.object({ runId: runIdSchema })).output(layerTimesSchema),
  },
  export: {
    /** A zip: model, the recipe with its fitted values, a short README. */
    model: call
      .input(z.object({ runId: runIdSchema, format: exportFormatSchema, checkpoint: checkpointNameSchema.optional() }))
      .output(
        z.object({ name: z.string(), file: blob, files: z.array(z.object({ name: z.string(), bytes: z.number() })) }),
      ),
  },
} as const;
export type StudioContract = typeof studioContract;
