/**
 * What flows through the drawn model for one row of the data: asked with the graph as it stands, answered with one small
 * picture a node and, for one chosen layer, with its steps. Whole samples never travel: every picture says what it leaves out.
 */
import { z } from 'zod';
import { recipeSchema } from '../data/recipe.ts';
import { sourceSchema } from '../data/source.ts';
import { graphDocSchema } from '../graph/graph-doc.ts';
import { definitionIdSchema, nodeIdSchema, runIdSchema } from '../ids.ts';
import { problemSchema } from '../problem.ts';
import { checkpointNameSchema } from './checkpoints.ts';
import { engineChoiceSchema } from './engine-choice.ts';

/** A node of the model, or of the inside of a block as its first use sees it. */
const flowNodeSchema = z.object({ scope: definitionIdSchema.nullable(), node: nodeIdSchema });
export type FlowNode = z.infer<typeof flowNodeSchema>;

export const flowRequestSchema = z.object({
  graph: graphDocSchema,
  source: sourceSchema,
  recipe: recipeSchema,
  engine: engineChoiceSchema,
  /** Which sample, from 0, in the order of the file; beyond the last one it begins again at the first. */
  row: z.number().int().min(0),
  weights: z.discriminatedUnion('kind', [
    /** Those that a run with this seed begins with. */
    z.object({ kind: z.literal('initial'), seed: z.number().int() }),
    /** Those of a run, as far as they fit the graph; else the initial ones of `seed`. */
    z.object({
      kind: z.literal('run'),
      runId: runIdSchema,
      checkpoint: checkpointNameSchema.optional(),
      seed: z.number().int(),
    }),
  ]),
  /** The layer whose steps are wanted as well. */
  chosen: flowNodeSchema.nullable(),
});
export type FlowRequest = z.infer<typeof flowRequestSchema>;

/** null: not a finite number. */
const cell = z.number().nullable();
const cells = z.array(cell);

const flowPictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('number'), value: cell }),
  z.object({ kind: z.literal('bars'), values: cells, labels: z.array(z.string()).optional() }),
  z.object({ kind: z.literal('lines'), lines: z.array(cells) }),
  /** Columns are steps, rows are units; row after row. */
  z.object({ kind: z.literal('heat'), rows: z.number().int(), columns: z.number().int(), values: cells }),
  /** Pixel after pixel, the channels of one side by side. */
  z.object({
    kind: z.literal('pixels'),
    height: z.number().int(),
    width: z.number().int(),
    channels: z.union([z.literal(1), z.literal(3)]),
    values: cells,
  }),
  /** Channels of a picture, or frames of a film, side by side. */
  z.object({
    kind: z.literal('maps'),
    height: z.number().int(),
    width: z.number().int(),
    maps: z.array(cells),
    of: z.enum(['channels', 'frames']),
  }),
  z.object({ kind: z.literal('tokens'), tokens: z.array(z.string()), more: z.number().int() }),
]);
export type FlowPicture = z.infer<typeof flowPictureSchema>;

const flowValueSchema = z.object({
  /** Of one sample. */
  shape: z.array(z.number().int()),
  dtype: z.enum(['float32', 'int32', 'bool']),
  /** Over all values of the sample; null while none is a finite number. */
  min: cell,
  max: cell,
  mean: cell,
  notFinite: z.number().int(),
  /** Steps that do not count; `steps` are shares of equal stretches of time, 1 where all are masked. */
  mask: z.object({ masked: z.number().int(), of: z.number().int(), steps: z.array(z.number()) }).nullable(),
  picture: flowPictureSchema,
  /** How the picture was made of the values: all of them, means of neighbours, or some of them. */
  shows: z.enum(['all', 'means', 'some']),
});
export type FlowValue = z.infer<typeof flowValueSchema>;

/** Why nothing is shown: something is wrong with the node; with one before it; no data; it leads nowhere; or it is bypassed. */
const flowGapSchema = z.object({
  why: z.enum(['problem', 'before', 'no-data', 'unused', 'bypassed']),
  problem: problemSchema.optional(),
});
export type FlowGap = z.infer<typeof flowGapSchema>;

const entrySchema = flowNodeSchema.extend({ value: flowValueSchema.nullable(), gap: flowGapSchema.nullable() });
export type FlowEntry = z.infer<typeof entrySchema>;

/** One quantity of the chosen layer over time. */
const trackSchema = z.object({
  /** Of Bidirectional: which of its layers. */
  side: z.enum(['forward', 'backward']).nullable(),
  name: z.enum(['output', 'h', 'c', 'i', 'f', 'g', 'o', 'z', 'r', 'candidate']),
  /** Step after step, the units of one side by side, of pictures every cell of each; null where a masked step computes nothing. */
  values: cells,
});
export type FlowTrack = z.infer<typeof trackSchema>;

const attentionSchema = z.object({
  /** Steps and places shown, from 0, out of how many. */
  steps: z.array(z.number().int()),
  places: z.array(z.number().int()),
  stepCount: z.number().int(),
  placeCount: z.number().int(),
  heads: z.array(z.object({ values: cells })),
  headCount: z.number().int(),
});
export type FlowAttention = z.infer<typeof attentionSchema>;

const flowDetailSchema = flowNodeSchema.extend({
  /** Steps shown, from 0, out of `stepCount`: all, or evenly chosen ones, each exact. */
  steps: z.array(z.number().int()),
  stepCount: z.number().int(),
  units: z.array(z.number().int()),
  unitCount: z.number().int(),
  /** Each unit is a channel of pictures of this many cells: the computed values, or means of neighbouring ones. */
  maps: z.object({ height: z.number().int(), width: z.number().int(), shows: z.enum(['all', 'means']) }).nullable(),
  tracks: z.array(trackSchema),
  /** It goes through a sequence of its own at every step of an outer one: those steps, states and gates are not told. */
  insideSteps: z.boolean(),
  /** Of the steps shown; true counts. */
  mask: z.array(z.boolean()).nullable(),
  attention: attentionSchema.nullable(),
});
export type FlowDetail = z.infer<typeof flowDetailSchema>;

export const flowSchema = z.object({
  row: z.number().int(),
  rows: z.number().int(),
  /** Where the row comes from in the file. */
  origin: z.object({ group: z.string().nullable(), firstLine: z.number(), lastLine: z.number() }),
  weights: z.discriminatedUnion('kind', [
    /** `misfits`: a run was asked for, whose weights do not fit these layers. */
    z.object({ kind: z.literal('initial'), misfits: z.array(z.string()) }),
    /** `same`: the graph is the one that the run was trained with. `epoch`: after how many; null where nobody counted. */
    z.object({ kind: z.literal('run'), same: z.boolean(), epoch: z.number().int().nullable() }),
  ]),
  nodes: z.array(entrySchema),
  detail: flowDetailSchema.nullable(),
});
export type Flow = z.infer<typeof flowSchema>;
