/** How a run trains, as data: saved with the project, read by the engine. Ids of losses, metrics and optimizers are Keras' own names. */
import { z } from 'zod';
import { paramValueSchema } from '../graph/graph-doc.ts';

const positive = z.number().positive().finite();
const params = z.record(z.string(), paramValueSchema);

/** A loss of losses.ts; absent parameters have Keras' defaults. */
const lossSettingSchema = z.object({ id: z.string().max(64), params: params.default({}) });
export type LossSetting = z.infer<typeof lossSettingSchema>;

/** What a schedule's lengths count; absent: epochs. A schedule out of a file counts steps, as Keras does. */
const scheduleUnit = z.enum(['epochs', 'steps']).optional();

/**
 * The learning rate over time. Keras' schedules count in steps; here they count in epochs where a person thinks in
 * epochs, and the engine multiplies by the steps of an epoch (schedules.ts).
 */
const scheduleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant') }),
  /** rate × decayRate ^ (t / decayEpochs) */
  z.object({
    kind: z.literal('exponential'),
    unit: scheduleUnit,
    decayEpochs: positive,
    decayRate: positive,
    staircase: z.boolean().default(false),
  }),
  /** Falls along half a cosine to alpha × rate within decayEpochs. */
  z.object({
    kind: z.literal('cosine'),
    unit: scheduleUnit,
    decayEpochs: positive,
    alpha: z.number().min(0).max(1).default(0),
  }),
  /** values[0] until boundaries[0] (epochs), values[1] until boundaries[1], … : one value more than boundaries. */
  z.object({
    kind: z.literal('piecewise'),
    unit: scheduleUnit,
    boundaries: z.array(positive).min(1).max(100),
    values: z.array(positive).min(2).max(101),
  }),
  z.object({
    kind: z.literal('polynomial'),
    unit: scheduleUnit,
    decayEpochs: positive,
    endLearningRate: z.number().min(0),
    power: positive.default(1),
    cycle: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('inverseTime'),
    unit: scheduleUnit,
    decayEpochs: positive,
    decayRate: positive,
    staircase: z.boolean().default(false),
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

/**
 * Before the schedule begins the rate rises in a straight line from `startRate` to the optimizer's learning rate. The
 * schedule counts from the end of the rise, as Keras' CosineDecay does.
 */
const warmupSchema = z.object({
  length: positive,
  unit: z.enum(['epochs', 'steps']).default('epochs'),
  startRate: z.number().min(0).finite().default(0),
});
export type Warmup = z.infer<typeof warmupSchema>;

const optimizerSettingSchema = z.object({
  /** An optimizer of optimizers.ts: `adam`, `rmsprop` … */
  id: z.string().max(64),
  learningRate: positive,
  schedule: scheduleSchema.default({ kind: 'constant' }),
  warmup: warmupSchema.nullable().default(null),
  /** Gradient clipping, at most one of the three: each gradient's norm, the norm of all together, each value. */
  clipnorm: positive.nullable().default(null),
  globalClipnorm: positive.nullable().default(null),
  clipvalue: positive.nullable().default(null),
  /** The optimizer's own parameters (momentum, beta1 …); absent ones have Keras' defaults. */
  params: params.default({}),
});
export type OptimizerSetting = z.infer<typeof optimizerSettingSchema>;

/** What is watched: `loss`, a metric's id, or one of these after `val_`. */
const monitor = z.string().max(128);
const mode = z.enum(['auto', 'min', 'max']);
const epochCount = z.number().int().min(0).max(100_000);
const epochCountFromOne = z.number().int().min(1).max(100_000);

/** Keras' EarlyStopping; epochs of `startFromEpoch` are those that pass before it looks at the figure. */
const earlyStoppingSchema = z.object({
  monitor,
  mode: mode.default('auto'),
  patience: epochCount.default(10),
  minDelta: z.number().min(0).default(0),
  /** The figure must become better than this for the patience to start anew. */
  baseline: z.number().finite().nullable().default(null),
  startFromEpoch: epochCount.default(0),
  restoreBest: z.boolean().default(true),
});
export type EarlyStoppingSetting = z.infer<typeof earlyStoppingSchema>;

/** Keras' ReduceLROnPlateau. */
const reduceOnPlateauSchema = z.object({
  monitor,
  mode: mode.default('auto'),
  factor: z.number().positive().lt(1).default(0.1),
  patience: epochCount.default(10),
  minDelta: z.number().min(0).default(0.0001),
  cooldown: epochCount.default(0),
  minRate: z.number().min(0).default(0),
});
export type ReduceOnPlateauSetting = z.infer<typeof reduceOnPlateauSchema>;

/** How much a class counts in the loss: by number of its samples, or by name of the class. Absent classes count 1. */
const classWeightsSchema = z.discriminatedUnion('kind', [
  /** samples / (classes × samples of the class), over the training part. */
  z.object({ kind: z.literal('balanced') }),
  z.object({ kind: z.literal('byClass'), weights: z.record(z.string().max(1000), z.number().min(0).finite()) }),
]);
export type ClassWeights = z.infer<typeof classWeightsSchema>;

/**
 * 2: warm-up, plateau, the rest of early stopping, checkpoints, weights of classes, metrics by output, states. 3: batches of
 * similar length. Earlier ones open as they are.
 */
const trainingSettingsVersion = 3;
/** Every length is a shape that the engine prepares itself for. */
export const mostBuckets = 8;
export const trainingSettingsSchema = z.object({
  version: z
    .literal([1, 2, trainingSettingsVersion])
    .default(trainingSettingsVersion)
    .transform((): typeof trainingSettingsVersion => trainingSettingsVersion),
  /** One for all outputs, or one for each in the order of the Output nodes. */
  loss: z.union([lossSettingSchema, z.array(lossSettingSchema).min(1).max(100)]),
  /** Weights of the outputs' losses; null: 1 each. */
  lossWeights: z.array(z.number().finite()).nullable().default(null),
  optimizer: optimizerSettingSchema,
  metrics: z.array(z.string().max(64)).max(20).default([]),
  /** Parameters of metrics by their id; absent ones have Keras' defaults. */
  metricParams: z.record(z.string().max(64), params).default({}),
  /** Metrics of each output in the order of the Output nodes; null: `metrics` for all of them. */
  outputMetrics: z
    .array(z.array(z.string().max(64)).max(20))
    .min(1)
    .max(100)
    .nullable()
    .default(null),
  classWeights: classWeightsSchema.nullable().default(null),
  batchSize: z.number().int().min(1).max(1_000_000).default(32),
  epochs: z.number().int().min(1).max(1_000_000).default(20),
  /** Sources without an end (generators): steps of an epoch. null: one pass over the samples. */
  stepsPerEpoch: z.number().int().min(1).max(10_000_000).nullable().default(null),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  shuffle: z.boolean().default(true),
  /**
   * Batches of samples of similar length, padded to at most this many different lengths, where the data pad by batch; null:
   * samples of any length meet in a batch.
   */
  buckets: z.number().int().min(2).max(mostBuckets).nullable().default(null),
  /** A last batch that is smaller than the others trains like them (Keras), or is left out, as stateful layers need it. */
  remainder: z.enum(['keep', 'drop']).default('keep'),
  /**
   * When stateful layers forget: before each epoch; before each batch; where a lane comes to the end of its sequence (and
   * before each epoch); or only before the first step of the run.
   */
  stateReset: z.enum(['epoch', 'batch', 'sequence', 'never']).default('epoch'),
  /**
   * Which samples validate is the recipe's business (step `split`). `everyEpochs`: how often; `steps`: of an endless
   * source, how many batches (null: the generator's own number).
   */
  validation: z
    .object({
      everyEpochs: z.number().int().min(1).max(10_000).default(1),
      steps: z.number().int().min(1).max(1_000_000).nullable().default(null),
    })
    .default({ everyEpochs: 1, steps: null }),
  /** Keeps the weights of the best epoch beside the last ones. */
  keepBest: z
    .object({ monitor, mode: mode.default('auto') })
    .nullable()
    .default(null),
  earlyStopping: earlyStoppingSchema.nullable().default(null),
  reduceOnPlateau: reduceOnPlateauSchema.nullable().default(null),
  /** Keeps the weights of every n-th epoch under their own name, the newest `keep` of them (null: all). */
  checkpoints: z
    .object({ everyEpochs: epochCountFromOne.default(10), keep: epochCountFromOne.nullable().default(null) })
    .nullable()
    .default(null),
  /** A loss that is not a number ends the run and names the node where it began. Not a choice. */
  stopOnNan: z.literal(true).default(true),
});
export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;

/** What a new project starts with: a number to predict, until the data say otherwise (proposals.ts). */
export const defaultTrainingSettings: TrainingSettings = trainingSettingsSchema.parse({
  loss: { id: 'mean_squared_error' },
  optimizer: { id: 'adam', learningRate: 0.001 },
  metrics: ['mean_absolute_error'],
});
