/** F-scores and R², whose state is a number for each output unit. Like Keras, they take vectors only and no masks. */
import { StudioError } from '../../../shared/problem.ts';
import type { Tensor } from '../model/layer.ts';
import type { LossInput } from './loss-function.ts';
import { alignRank } from './losses.ts';
import { at, epsilon, numberOf, sameShape, wordOf, type MetricMaker } from './metric.ts';
import type { JsonRecord } from '../../../shared/json.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Keras gives these metrics for (batch, features) alone. */
function vectors(metric: string, input: LossInput): Tensor {
  const { prediction } = input;
  if (prediction.rank !== 2)
    throw new StudioError('target/shape', {
      output: metric,
      expected: '(batch, features)',
      received: `(${prediction.shape.join(', ')})`,
    });
  return sameShape(metric, input);
}

const averages = ['micro', 'macro', 'weighted'] as const;

/** State: for each unit true positives, false positives, false negatives, how much of it there is. */
const fScore =
  (metric: string, betaOf: (config: JsonRecord) => number): MetricMaker =>
  (config, features) => {
    if (config['average'] === null || config['average'] === undefined)
      throw new StudioError('model/unsupported-layer', {
        layer: `metric ${metric} without average, which gives a number for each class`,
      });
    const average = wordOf(metric, config, 'average', averages);
    const square = betaOf(config) ** 2;
    const threshold = config['threshold'];
    return {
      size: 4 * features,
      batch(input, _, weight) {
        const { tf, prediction } = input;
        const truth = vectors(metric, input);
        const decided = tf.cast(
          typeof threshold === 'number'
            ? tf.greater(prediction, threshold)
            : tf.logicalAnd(
                tf.greaterEqual(prediction, tf.max(prediction, -1, true)),
                tf.greater(tf.abs(prediction), 1e-9),
              ),
          'float32',
        );
        const total = (values: Tensor): Tensor =>
          tf.sum(weight === null ? values : tf.mul(values, alignRank(tf, weight, 2)), 0);
        return tf.concat([
          total(tf.mul(decided, truth)),
          total(tf.mul(decided, tf.sub(1, truth))),
          total(tf.mul(tf.sub(1, decided), truth)),
          total(truth),
        ]);
      },
      result(state) {
        const part = (index: number): number[] =>
          Array.from({ length: features }, (_, unit) => at(state, index * features + unit));
        const whole = (values: number[]): number[] => (average === 'micro' ? [sum(values)] : values);
        const [right, wrong, missed, weights] = [whole(part(0)), whole(part(1)), whole(part(2)), whole(part(3))];
        const scores = right.map((value, unit) => {
          const precision = value / (value + at(wrong, unit) + epsilon);
          const recall = value / (value + at(missed, unit) + epsilon);
          return ((precision * recall) / (square * precision + recall + epsilon)) * (1 + square);
        });
        if (average !== 'weighted') return mean(scores);
        const all = sum(weights) + epsilon;
        return sum(scores.map((score, unit) => (score * at(weights, unit)) / all));
      },
    };
  };

const aggregations = ['uniform_average', 'variance_weighted_average'] as const;

/** State: for each unit the truth's sum, its squares' sum, the squared errors' sum, the weights; at last all values. */
function rSquared(config: JsonRecord, features: number): ReturnType<MetricMaker> {
  if (config['class_aggregation'] === null)
    throw new StudioError('model/unsupported-layer', {
      layer: 'metric r2_score without class_aggregation, which gives a number for each unit',
    });
  const aggregation = wordOf('r2_score', config, 'class_aggregation', aggregations);
  const regressors = numberOf(config, 'num_regressors', 0);
  return {
    size: 4 * features + 1,
    batch(input, _, weight) {
      const { tf, prediction } = input;
      const truth = vectors('r2_score', input);
      const weights = tf.mul(tf.onesLike(truth), weight === null ? 1 : alignRank(tf, weight, 2));
      const total = (values: Tensor): Tensor => tf.sum(tf.mul(values, weights), 0);
      return tf.concat([
        total(truth),
        total(tf.square(truth)),
        total(tf.squaredDifference(truth, prediction)),
        tf.sum(weights, 0),
        tf.tensor1d([truth.size]),
      ]);
    },
    result(state) {
      const units = Array.from({ length: features }, (_, unit) => {
        const [total, squares, errors, count] = [0, 1, 2, 3].map((index) => at(state, index * features + unit));
        const spread = (squares ?? 0) - ((total ?? 0) * (total ?? 0)) / (count ?? 0);
        const score = 1 - (errors ?? 0) / spread;
        return { spread, score: Math.abs(score) === Number.POSITIVE_INFINITY ? 0 : score };
      });
      const score =
        aggregation === 'uniform_average'
          ? mean(units.map((unit) => unit.score))
          : sum(units.map((unit) => unit.score * unit.spread)) / sum(units.map((unit) => unit.spread));
      const samples = at(state, 4 * features);
      if (regressors === 0 || regressors >= samples - 1) return score;
      return 1 - ((1 - score) * (samples - 1)) / (samples - regressors - 1);
    },
  };
}

export const scoreMetrics: Readonly<Record<string, MetricMaker>> = {
  f1_score: fScore('f1_score', () => 1),
  fbeta_score: fScore('fbeta_score', (config) => numberOf(config, 'beta', 1)),
  r2_score: rSquared,
};
