/**
 * Keras 3's metrics as sums: a batch gives (total, count), an epoch is the sum of totals by the sum of counts. Steps that
 * the output's mask rules out count in no metric.
 */
import { StudioError } from '../../../shared/problem.ts';
import { readPart, toSnakeCase, type JsonRecord } from '../model/config.ts';
import type { Tensor, Tf } from '../model/layer.ts';
import { alignRank, lossNames, readLoss, type LossInput } from './losses.ts';

/** One value a sample (and step), without the feature axis. */
type MetricValues = (input: LossInput) => Tensor;

export interface Metric {
  readonly name: string;
  /** Scalars. */
  batch(
    input: LossInput,
    mask: Tensor | null,
    weight: Tensor | null,
  ): { readonly total: Tensor; readonly count: Tensor };
  /** What is shown, from the sums. */
  result(total: number, count: number): number;
}

const matches = (tf: Tf, found: Tensor, wanted: Tensor): Tensor => tf.cast(tf.equal(found, wanted), 'float32');

const makers: Readonly<Record<string, (config: JsonRecord) => MetricValues>> = {
  binary_accuracy: (config) => {
    const threshold = typeof config['threshold'] === 'number' ? config['threshold'] : 0.5;
    return ({ tf, truth, prediction }) => {
      const decided = tf.cast(tf.greater(prediction, threshold), 'float32');
      const wanted = tf.cast(truth, 'float32');
      return tf.mean(matches(tf, wanted.rank < decided.rank ? tf.expandDims(wanted, -1) : wanted, decided), -1);
    };
  },
  categorical_accuracy:
    () =>
    ({ tf, truth, prediction }) =>
      matches(tf, tf.argMax(truth, -1), tf.argMax(prediction, -1)),
  sparse_categorical_accuracy:
    () =>
    ({ tf, truth, prediction }) =>
      matches(tf, tf.cast(labelsOf(tf, truth, prediction), 'int32'), tf.argMax(prediction, -1)),
  accuracy: () => (input) => (makers[`${accuracyKind(input)}_accuracy`] ?? failMaker)({})(input),
  /** As a metric it grows with likeness; as a loss it is negated. */
  cosine_similarity: () => (input) => input.tf.neg(lossValues('cosine_similarity', {})(input)),
  top_k_categorical_accuracy: (config) => (input) => {
    const { tf, truth } = input;
    return topK(input, tf.argMax(truth, -1), config);
  },
  sparse_top_k_categorical_accuracy: (config) => (input) => {
    const { tf, truth, prediction } = input;
    return topK(input, tf.cast(labelsOf(tf, truth, prediction), 'int32'), config);
  },
};
const failMaker = (): MetricValues => {
  throw new RangeError('unknown accuracy');
};

const aliases: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  rmse: 'root_mean_squared_error',
};

/** Names of every metric; each loss is one too. */
export const metricNames: readonly string[] = [...Object.keys(makers), 'root_mean_squared_error', ...lossNames];

/**
 * A metric from Keras' identifier. `accuracy` chooses its kind from truth and prediction, as Keras does. The name is the
 * one given, so that logs read as the user wrote it.
 */
export function readMetric(identifier: unknown): Metric {
  const part = readPart(identifier);
  if (part === null) throw new StudioError('model/unsupported-layer', { layer: 'metric none' });
  const given = part.config['name'];
  const name = typeof given === 'string' ? given : toSnakeCase(part.name);
  const known = aliases[toSnakeCase(part.name)] ?? toSnakeCase(part.name);
  const isRoot = known === 'root_mean_squared_error';
  const maker = makers[known];
  const values =
    maker === undefined ? lossValues(isRoot ? 'mean_squared_error' : known, part.config) : maker(part.config);
  return {
    name,
    batch: (input, mask, weight) => sums(input.tf, values(input), mask, weight),
    result: (total, count) => {
      const mean = count === 0 ? 0 : total / count;
      return isRoot ? Math.sqrt(mean) : mean;
    },
  };
}

function lossValues(name: string, config: JsonRecord): MetricValues {
  const loss = readLoss({ class_name: name, config });
  return (input) => {
    const { tf, truth, prediction } = input;
    const isShort = truth.rank === prediction.rank - 1 && loss.name !== 'sparse_categorical_crossentropy';
    // Keras' metrics see probabilities, never the logits behind them.
    return loss.values({ tf, prediction, truth: isShort ? tf.expandDims(truth, -1) : truth, logits: undefined });
  };
}

function sums(tf: Tf, values: Tensor, mask: Tensor | null, weight: Tensor | null): { total: Tensor; count: Tensor } {
  if (mask === null && weight === null) return { total: tf.sum(values), count: tf.scalar(values.size) };
  const parts = [mask === null ? null : tf.cast(mask, 'float32'), weight].flatMap((part) =>
    part === null ? [] : [alignRank(tf, part, values.rank)],
  );
  const weights = parts.reduce((product, part) => tf.mul(product, part), tf.onesLike(values));
  return { total: tf.sum(tf.mul(values, weights)), count: tf.sum(weights) };
}

/** Keras' rule: one output unit is binary; truth without the class axis is sparse; else one-hot. */
function accuracyKind({ truth, prediction }: LossInput): 'binary' | 'sparse_categorical' | 'categorical' {
  if (prediction.shape.at(-1) === 1) return 'binary';
  return truth.rank < prediction.rank || truth.shape.at(-1) === 1 ? 'sparse_categorical' : 'categorical';
}

function labelsOf(tf: Tf, truth: Tensor, prediction: Tensor): Tensor {
  return truth.rank === prediction.rank ? tf.squeeze(truth, [-1]) : truth;
}

/** 1 where fewer than k classes score higher than the right one. */
function topK({ tf, prediction }: LossInput, labels: Tensor, config: JsonRecord): Tensor {
  const k = typeof config['k'] === 'number' ? config['k'] : 5;
  const oneHot = tf.cast(tf.oneHot(tf.cast(labels, 'int32'), prediction.shape.at(-1) ?? 1), 'float32');
  const score = tf.sum(tf.mul(prediction, oneHot), -1, true);
  const higher = tf.sum(tf.cast(tf.greater(prediction, score), 'int32'), -1);
  return tf.cast(tf.less(higher, k), 'float32');
}
