/**
 * Metrics of right and wrong decisions at thresholds: Precision, Recall, AUC and the four counts. Like Keras, they do not
 * look at masks: steps that are ruled out count too, unless their sample weight is 0.
 */
import { StudioError } from '../../../shared/problem.ts';
import type { Tensor, Tf } from '../model/layer.ts';
import type { LossInput } from './loss-function.ts';
import { alignRank } from './losses.ts';
import { at, epsilon, only, numberOf, quotient, sameShape, wordOf, type MetricMaker } from './metric.ts';
import type { JsonRecord } from '../../../shared/json.ts';

/** Below every prediction. */
const everything = -1e10;

interface Decisions {
  /** [values]: what was predicted, whether it is true (0 or 1), how much it counts. */
  readonly scores: Tensor;
  readonly truths: Tensor;
  readonly weights: Tensor;
}

/** Prediction, truth and weight of every single value. */
function decisions(metric: string, input: LossInput, weight: Tensor | null, config: JsonRecord): Decisions {
  const { tf } = input;
  const truth = sameShape(metric, input);
  const k = config['top_k'];
  const scores = typeof k === 'number' ? topOnly(tf, input.prediction, k) : input.prediction;
  const weights = tf.mul(tf.onesLike(scores), weight === null ? 1 : alignRank(tf, weight, scores.rank));
  const classId = config['class_id'];
  const chosen = (x: Tensor): Tensor => {
    if (typeof classId !== 'number') return tf.reshape(x, [-1]);
    if (classId < 0 || classId >= (x.shape.at(-1) ?? 0))
      throw new StudioError('model/unreadable', {
        layer: `metric ${metric}`,
        param: 'class_id',
        expected: `0 … ${(x.shape.at(-1) ?? 1) - 1}`,
        received: classId,
      });
    return tf.reshape(tf.gather(x, [classId], x.rank - 1), [-1]);
  };
  return {
    scores: chosen(scores),
    truths: tf.cast(tf.notEqual(chosen(truth), 0), 'float32'),
    weights: chosen(weights),
  };
}

/** Values that are not among the k largest of their row fall below every threshold; the first of equal ones wins. */
function topOnly(tf: Tf, x: Tensor, k: number): Tensor {
  const classes = x.shape.at(-1) ?? 1;
  const { indices } = tf.topk(x, Math.min(k, classes));
  const isTop = tf.sum(tf.cast(tf.oneHot(tf.cast(indices, 'int32'), classes), 'float32'), -2);
  return tf.add(tf.mul(x, isTop), tf.mul(tf.sub(1, isTop), everything));
}

/** Sums over decisions above each threshold: true positives, then false positives; [2, thresholds]. */
function positives(tf: Tf, { scores, truths, weights }: Decisions, thresholds: readonly number[]): Tensor {
  const above = tf.cast(tf.greater(tf.expandDims(scores, 1), tf.tensor1d([...thresholds], 'float32')), 'float32');
  return tf.matMul(classWeights(tf, truths, weights), above);
}

/** [2, values]: weights of the values that are true, and of the others. */
const classWeights = (tf: Tf, truths: Tensor, weights: Tensor): Tensor =>
  tf.stack([tf.mul(truths, weights), tf.mul(tf.sub(1, truths), weights)]);

/** Keras' default: 0.5, or none where only the k largest count. Several thresholds would give several figures. */
function oneThreshold(metric: string, config: JsonRecord): number {
  const given = config['thresholds'];
  const list = Array.isArray(given) ? given : given === null || given === undefined ? [] : [given];
  const [first] = list;
  if (list.length > 1)
    throw new StudioError('model/unsupported-layer', { layer: `metric ${metric} with ${list.length} thresholds` });
  if (typeof first === 'number') return first;
  return typeof config['top_k'] === 'number' ? everything : 0.5;
}

/** State: true positives, false positives, positives, negatives. */
const counted =
  (
    metric: string,
    result: (truePositives: number, falsePositives: number, all: number, none: number) => number,
  ): MetricMaker =>
  (config) => {
    const threshold = oneThreshold(metric, config);
    return {
      size: 4,
      batch(input, _, weight) {
        const { tf } = input;
        const found = decisions(metric, input, weight, config);
        const totals = tf.sum(classWeights(tf, found.truths, found.weights), 1);
        return tf.concat([tf.reshape(positives(tf, found, [threshold]), [2]), totals]);
      },
      result: (state) => result(at(state, 0), at(state, 1), at(state, 2), at(state, 3)),
    };
  };

export const confusionMetrics: Readonly<Record<string, MetricMaker>> = {
  precision: counted('precision', (right, wrong) => quotient(right, right + wrong)),
  recall: counted('recall', (right, _, all) => quotient(right, all)),
  true_positives: counted('true_positives', (right) => right),
  false_positives: counted('false_positives', (_, wrong) => wrong),
  true_negatives: counted('true_negatives', (_, wrong, __, none) => none - wrong),
  false_negatives: counted('false_negatives', (right, _, all) => all - right),
  auc: areaUnderCurve,
};

const curves = ['ROC', 'PR', 'PRGAIN'] as const;
const summations = ['interpolation', 'minoring', 'majoring'] as const;

/** State: at every threshold true positives, then false positives; at last all positives and all negatives. */
function areaUnderCurve(config: JsonRecord): ReturnType<MetricMaker> {
  only('auc', config, 'multi_label', [false, null]);
  only('auc', config, 'label_weights', [null]);
  const curve = wordOf('auc', config, 'curve', curves);
  const summation = wordOf('auc', config, 'summation_method', summations);
  const given = config['thresholds'];
  const own = Array.isArray(given) ? given.map(Number).sort((a, b) => a - b) : null;
  const count = own === null ? numberOf(config, 'num_thresholds', 200) : own.length + 2;
  const inner = own ?? Array.from({ length: count - 2 }, (_, index) => (index + 1) / (count - 1));
  const isEven = [0, ...inner, 1].every((value, index) => Math.abs(value - index / (count - 1)) <= epsilon + 1e-5);
  return {
    size: 2 * count + 2,
    batch(input, _, weight) {
      const { tf } = input;
      const logits = config['from_logits'] === true;
      const prediction = logits ? tf.sigmoid(input.prediction) : input.prediction;
      const found = decisions('auc', { ...input, prediction }, weight, {});
      const above =
        isEven && count > 2 ? evenly(tf, found, count) : positives(tf, found, [-epsilon, ...inner, 1 + epsilon]);
      const totals = tf.sum(classWeights(tf, found.truths, found.weights), 1);
      return tf.concat([tf.reshape(above, [-1]), totals]);
    },
    result(state) {
      const steps = Array.from({ length: count }, (_, index) => ({
        right: at(state, index),
        wrong: at(state, count + index),
      }));
      return area(curve, summation, steps, at(state, 2 * count), at(state, 2 * count + 1));
    },
  };
}

/** Keras' way for evenly spaced thresholds: values fall into buckets, and what lies in later ones is above. */
function evenly(tf: Tf, { scores, truths, weights }: Decisions, count: number): Tensor {
  const place = tf.sub(tf.ceil(tf.mul(tf.clipByValue(scores, 0, 1), count - 1)), 1);
  const bucket = tf.cast(tf.oneHot(tf.cast(tf.relu(place), 'int32'), count), 'float32');
  const inBuckets = tf.matMul(classWeights(tf, truths, weights), bucket);
  return tf.cumsum(inBuckets, 1, false, true);
}

interface CurveStep {
  readonly right: number;
  readonly wrong: number;
}

/** Davis & Goadrich 2006 for PR by interpolation, Flach & Kull 2015 for PRGAIN; else Riemann sums, as in Keras. */
function area(
  curve: (typeof curves)[number],
  summation: (typeof summations)[number],
  steps: readonly CurveStep[],
  all: number,
  none: number,
): number {
  if (curve === 'PR' && summation === 'interpolation') return interpolatedPrecision(steps, all);
  const points = steps.map((step) => point(curve, step, all, none));
  let sum = 0;
  points.slice(1).forEach((next, index) => {
    const { x, y } = points[index] ?? next;
    const height =
      summation === 'interpolation'
        ? (y + next.y) / 2
        : summation === 'minoring'
          ? Math.min(y, next.y)
          : Math.max(y, next.y);
    sum += (x - next.x) * height;
  });
  return sum;
}

function point(
  curve: (typeof curves)[number],
  { right, wrong }: CurveStep,
  all: number,
  none: number,
): { readonly x: number; readonly y: number } {
  const recall = quotient(right, all);
  if (curve === 'ROC') return { x: quotient(wrong, none), y: recall };
  if (curve === 'PR') return { x: recall, y: quotient(right, right + wrong) };
  const scale = quotient(all, none);
  if (right === 0) return { x: 0, y: 1 };
  return { x: Math.max(1 - scale * quotient(all - right, right), 0), y: 1 - scale * quotient(wrong, right) };
}

function interpolatedPrecision(steps: readonly CurveStep[], all: number): number {
  let sum = 0;
  steps.slice(1).forEach((next, index) => {
    const here = steps[index] ?? next;
    const [chosen, nextChosen] = [here.right + here.wrong, next.right + next.wrong];
    const gained = here.right - next.right;
    const slope = quotient(gained, Math.max(chosen - nextChosen, 0));
    const intercept = next.right - slope * nextChosen;
    const ratio = chosen > 0 && nextChosen > 0 ? chosen / nextChosen : 1;
    sum += quotient(slope * (gained + intercept * Math.log(ratio)), Math.max(all, 0));
  });
  return sum;
}
