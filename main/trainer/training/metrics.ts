/**
 * Keras 3's metrics. Means of values count with the output's mask; metrics of decisions, F-scores and R² do not look at
 * it, as in Keras. Sample weights count where the metric is one of Keras' `weighted_metrics`.
 */
import { StudioError } from '../../../shared/problem.ts';
import { readPart, toSnakeCase } from '../model/config.ts';
import type { Tensor, Tf } from '../model/layer.ts';
import { confusionMetrics } from './confusion-metrics.ts';
import type { LossInput } from './loss-function.ts';
import { alignRank, lossNames, readLoss } from './losses.ts';
import { at, numberOf, quotient, type Metric, type MetricMaker, type MetricState } from './metric.ts';
import { scoreMetrics } from './score-metrics.ts';
import type { JsonRecord } from '../../../shared/json.ts';

export type { Metric } from './metric.ts';

/** One value a sample (and step), without the feature axis. */
type MetricValues = (input: LossInput) => Tensor;

const matches = (tf: Tf, found: Tensor, wanted: Tensor): Tensor => tf.cast(tf.equal(found, wanted), 'float32');

const means: Readonly<Record<string, (config: JsonRecord) => MetricValues>> = {
  binary_accuracy: (config) => {
    const threshold = numberOf(config, 'threshold', 0.5);
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
  accuracy: () => (input) => (means[`${accuracyKind(input)}_accuracy`] ?? failMaker)({})(input),
  /** As a metric it grows with likeness; as a loss it is negated. */
  cosine_similarity: () => (input) => input.tf.neg(lossValues('cosine_similarity', {})(input)),
  top_k_categorical_accuracy: (config) => (input) => topK(input, input.tf.argMax(input.truth, -1), config),
  sparse_top_k_categorical_accuracy: (config) => (input) => {
    const { tf, truth, prediction } = input;
    return topK(input, tf.cast(labelsOf(tf, truth, prediction), 'int32'), config);
  },
  /** The studio's own: pairs whose distance is below the threshold are taken for the same (target 1). */
  pair_accuracy: (config) => {
    const threshold = numberOf(config, 'threshold', 0.5);
    return ({ tf, truth, prediction }) => {
      const same = tf.cast(tf.less(prediction, threshold), 'float32');
      return tf.mean(matches(tf, tf.reshape(tf.cast(truth, 'float32'), same.shape), same), -1);
    };
  },
};
const failMaker = (): MetricValues => {
  throw new RangeError('unknown accuracy');
};

/** Short names, and what class names become that do not follow Keras' own rule. */
const aliases: Readonly<Record<string, string>> = {
  acc: 'accuracy',
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
  rmse: 'root_mean_squared_error',
  f1score: 'f1_score',
  f_beta_score: 'fbeta_score',
  r2score: 'r2_score',
  log_cosh_error: 'log_cosh',
  logcosh: 'log_cosh',
};

/** Names of every metric; each loss is one too. */
export const metricNames: readonly string[] = [
  ...Object.keys(means),
  'root_mean_squared_error',
  ...Object.keys(confusionMetrics),
  ...Object.keys(scoreMetrics),
  ...lossNames,
];

/**
 * A metric from Keras' identifier: a name, or an object with its parameters. `accuracy` chooses its kind from truth and
 * prediction, as Keras does. The name is the one given, so that logs read as the user wrote it. `features`: size of the
 * measured output's last axis. Throws `model/unsupported-layer` for one that the studio does not have.
 */
export function readMetric(identifier: unknown, features = 1): Metric {
  const part = readPart(identifier);
  if (part === null) throw new StudioError('model/unsupported-layer', { layer: 'metric none' });
  const given = part.config['name'];
  const plain = toSnakeCase(part.name);
  const known = aliases[plain] ?? plain;
  const name = typeof given === 'string' ? given : typeof identifier === 'string' ? identifier : plain;
  return { name, ...stateOf(known, part.name)(part.config, features) };
}

function stateOf(known: string, given: string): MetricMaker {
  if (known === 'root_mean_squared_error') return rootMeanSquare;
  const maker = confusionMetrics[known] ?? scoreMetrics[known];
  if (maker !== undefined) return maker;
  const values = means[known];
  if (values === undefined && !lossNames.includes(known))
    throw new StudioError('model/unsupported-layer', { layer: `metric ${given}` });
  return (config) => meanState(values === undefined ? lossValues(known, config) : values(config));
}

/** Keras' `MeanMetricWrapper`: each sample counts by the mean of its steps' weights, masked steps with 0. */
function meanState(values: MetricValues): MetricState {
  return {
    size: 2,
    batch: (input, mask, weight) => sums(input.tf, values(input), mask, weight),
    result: (state) => quotient(at(state, 0), at(state, 1)),
  };
}

/** Keras averages the squared errors of all values itself, without the mask. */
function rootMeanSquare(): MetricState {
  return {
    size: 2,
    batch(input, _, weight) {
      const { tf, prediction } = input;
      const truth = lineUp(input);
      return sums(tf, tf.squaredDifference(prediction, truth), null, weight);
    },
    result: (state) => Math.sqrt(quotient(at(state, 0), at(state, 1))),
  };
}

function lossValues(name: string, config: JsonRecord): MetricValues {
  const { reduction: _, ...own } = config;
  const loss = readLoss({ class_name: name, config: own });
  return (input) => {
    const { tf, prediction } = input;
    const truth = loss.name === 'sparse_categorical_crossentropy' ? input.truth : lineUp(input);
    // Keras' metrics see probabilities, never the logits behind them.
    return loss.values({ tf, prediction, truth, logits: undefined });
  };
}

/** Truth [batch] beside prediction [batch, 1]. */
function lineUp({ tf, truth, prediction }: LossInput): Tensor {
  const asFloat = truth.dtype === 'float32' ? truth : tf.cast(truth, 'float32');
  return asFloat.rank === prediction.rank - 1 ? tf.expandDims(asFloat, -1) : asFloat;
}

/** Sum of the values and of what they count, both by the number of values that a sample has. */
function sums(tf: Tf, values: Tensor, mask: Tensor | null, weight: Tensor | null): Tensor {
  const samples = values.shape[0] ?? 1;
  const each = Math.max(1, values.size / Math.max(1, samples));
  if (mask === null && weight === null) return tf.stack([tf.div(tf.sum(values), each), tf.scalar(samples)]);
  const parts = [mask === null ? null : tf.cast(mask, 'float32'), weight].flatMap((part) =>
    part === null ? [] : [alignRank(tf, part, values.rank)],
  );
  const weights = parts.reduce((product, part) => tf.mul(product, part), tf.onesLike(values));
  return tf.div(tf.stack([tf.sum(tf.mul(values, weights)), tf.sum(weights)]), each);
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
  const k = numberOf(config, 'k', 5);
  const oneHot = tf.cast(tf.oneHot(tf.cast(labels, 'int32'), prediction.shape.at(-1) ?? 1), 'float32');
  const score = tf.sum(tf.mul(prediction, oneHot), -1, true);
  const higher = tf.sum(tf.cast(tf.greater(prediction, score), 'int32'), -1);
  return tf.cast(tf.less(higher, k), 'float32');
}
