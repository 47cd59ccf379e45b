/** How long each layer of a trained model takes in a training step: measured by an engine process, told by layer. */
import { z } from 'zod';
import { definitionIdSchema, nodeIdSchema, runIdSchema } from '../ids.ts';
import { machineSchema, stepModeSchema } from './machine.ts';

const measuredSchema = z.object({
  engine: machineSchema.shape.engine,
  device: z.string(),
  /** As the run was computed, where that can be done layer by layer. */
  mode: stepModeSchema,
  /** Samples of the batch that was timed. */
  batchSize: z.number().int(),
  /** false: the time was over before every layer was timed three times. */
  settled: z.boolean(),
});

/** What an engine process measures: milliseconds of every call of a layer, by the path that the model builder gives it. */
export const callTimesSchema = measuredSchema.extend({
  calls: z.array(z.object({ path: z.string(), ms: z.number() })),
});
export type CallTimes = z.infer<typeof callTimesSchema>;

export const layerTimesSchema = measuredSchema.extend({
  runId: runIdSchema,
  /** Milliseconds of all layers together. */
  totalMs: z.number(),
  /** Layers of the model (`scope` null), and those inside blocks: of all uses of the block together. */
  nodes: z.array(z.object({ scope: definitionIdSchema.nullable(), node: nodeIdSchema, ms: z.number() })),
});
export type LayerTimes = z.infer<typeof layerTimesSchema>;
