/**
 * What each loss computes: one value a sample (and step). Shapes: truth and prediction [batch, ..., features]; sparse
 * truth [batch, ...] or [batch, ..., 1].
 */
import type { GradSaveFunc } from '@tensorflow/tfjs';
import { absolute, maxAlong, softmax } from '../model/gradients.ts';
import type { Tensor, Tf } from '../model/tf.ts';
import { unitLength } from '../model/unit-length.ts';
import { labelsOf, type LossFunction, type LossInput } from './loss-function.ts';
import { contrastive, triplet } from './metric-learning.ts';
import type { JsonRecord } from '../../../shared/json.ts';

const epsilon = 1e-7;

type LossMaker = (config: JsonRecord) => LossFunction;

const meanOf = (tf: Tf, values: Tensor): Tensor => tf.mean(values, -1);

/** Keras 3's losses (and two of the studio's own) by snake_case name: from the parameters of the config to values. */
export const lossFunctions: Readonly<Record<string, LossMaker>> = {
  mean_squared_error:
    () =>
    ({ tf, truth, prediction }) =>
      meanOf(tf, tf.squaredDifference(truth, prediction)),
  mean_absolute_error:
    () =>
    ({ tf, truth, prediction }) =>
      meanOf(tf, absolute(tf, tf.sub(truth, prediction))),
  mean_absolute_percentage_error:
    () =>
    ({ tf, truth, prediction }) =>
      tf.mul(meanOf(tf, absolute(tf, tf.div(tf.sub(truth, prediction), tf.maximum(tf.abs(truth), epsilon)))), 100),
  mean_squared_logarithmic_error:
    () =>
    ({ tf, truth, prediction }) => {
      const logarithm = (x: Tensor): Tensor => tf.log(tf.add(tf.maximum(x, epsilon), 1));
      return meanOf(tf, tf.squaredDifference(logarithm(prediction), logarithm(truth)));
    },
  huber: (config) => {
    const delta = numberOf(config, 'delta', 1);
    return ({ tf, truth, prediction }) => {
      const error = tf.sub(prediction, truth);
      const size = absolute(tf, error);
      // The part up to delta counts by its square, what is beyond linearly: no comparison, which has no gradient in tfjs.
      const near = tf.minimum(size, delta);
      return meanOf(tf, tf.add(tf.mul(tf.square(near), 0.5), tf.mul(tf.sub(size, near), delta)));
    };
  },
  log_cosh:
    () =>
    ({ tf, truth, prediction }) => {
      const error = tf.sub(prediction, truth);
      return meanOf(tf, tf.sub(tf.add(error, tf.softplus(tf.mul(error, -2))), Math.LN2));
    },
  kl_divergence:
    () =>
    ({ tf, truth, prediction }) => {
      const p = tf.clipByValue(truth, epsilon, 1);
      const q = tf.clipByValue(prediction, epsilon, 1);
      return tf.sum(tf.mul(p, tf.log(tf.div(p, q))), -1);
    },
  poisson:
    () =>
    ({ tf, truth, prediction }) =>
      meanOf(tf, tf.sub(prediction, tf.mul(truth, tf.log(tf.add(prediction, epsilon))))),
  cosine_similarity:
    () =>
    ({ tf, truth, prediction }) =>
      tf.neg(tf.sum(tf.mul(unitLength(tf, truth), unitLength(tf, prediction)), -1)),
  hinge:
    () =>
    ({ tf, truth, prediction }) =>
      meanOf(tf, tf.relu(tf.sub(1, tf.mul(signed(tf, truth), prediction)))),
  squared_hinge:
    () =>
    ({ tf, truth, prediction }) =>
      meanOf(tf, tf.square(tf.relu(tf.sub(1, tf.mul(signed(tf, truth), prediction))))),
  categorical_hinge:
    () =>
    ({ tf, truth, prediction }) => {
      const right = tf.sum(tf.mul(truth, prediction), -1);
      const wrong = maxAlong(tf, tf.mul(tf.sub(1, truth), prediction), -1);
      return tf.relu(tf.add(tf.sub(wrong, right), 1));
    },
  categorical_crossentropy: (config) => {
    const smoothing = numberOf(config, 'label_smoothing', 0);
    return (input) => {
      const classes = input.prediction.shape.at(-1) ?? 1;
      return crossentropy(input, smooth(input.tf, input.truth, smoothing, 1 / classes), config['from_logits'] === true);
    };
  },
  sparse_categorical_crossentropy: (config) => {
    const fromLogits = config['from_logits'] === true;
    const ignored = config['ignore_class'];
    if (typeof ignored !== 'number') return (input) => sparseCrossentropy(input, fromLogits);
    return (input) => {
      const { tf, prediction } = input;
      const counts = tf.notEqual(labelsOf(input), ignored);
      // Keras puts zeros in, behind which it no longer sees the softmax.
      const filled = tf.where(tf.expandDims(counts, -1), prediction, tf.zerosLike(prediction));
      const labels = tf.mul(labelsOf(input), tf.cast(counts, 'float32'));
      const values = sparseCrossentropy({ tf, truth: labels, prediction: filled, logits: undefined }, fromLogits);
      return tf.mul(values, tf.cast(counts, 'float32'));
    };
  },
  binary_crossentropy: (config) => {
    const smoothing = numberOf(config, 'label_smoothing', 0);
    return (input) => {
      const truth = smooth(input.tf, input.truth, smoothing, 0.5);
      return meanOf(input.tf, binaryCrossentropy(input, truth, config['from_logits'] === true));
    };
  },
  binary_focal_crossentropy: (config) => {
    const smoothing = numberOf(config, 'label_smoothing', 0);
    const gamma = numberOf(config, 'gamma', 2);
    const alpha = numberOf(config, 'alpha', 0.25);
    return (input) => {
      const { tf } = input;
      const truth = smooth(tf, input.truth, smoothing, 0.5);
      const fromLogits = config['from_logits'] === true;
      const prediction = fromLogits ? tf.sigmoid(input.prediction) : input.prediction;
      const values = binaryCrossentropy(
        { ...input, logits: fromLogits ? input.prediction : input.logits },
        truth,
        false,
      );
      const sure = tf.add(tf.mul(truth, prediction), tf.mul(tf.sub(1, truth), tf.sub(1, prediction)));
      const focal = tf.mul(tf.pow(tf.sub(1, sure), gamma), values);
      if (config['apply_class_balancing'] !== true) return meanOf(tf, focal);
      const weight = tf.add(tf.mul(truth, alpha), tf.mul(tf.sub(1, truth), 1 - alpha));
      return meanOf(tf, tf.mul(weight, focal));
    };
  },
  categorical_focal_crossentropy: (config) => {
    const smoothing = numberOf(config, 'label_smoothing', 0);
    const gamma = numberOf(config, 'gamma', 2);
    const alpha = numberOf(config, 'alpha', 0.25);
    return ({ tf, truth, prediction }) => {
      const classes = prediction.shape.at(-1) ?? 1;
      const shares = config['from_logits'] === true ? softmax(tf, prediction) : prediction;
      const sure = tf.clipByValue(tf.div(shares, tf.sum(shares, -1, true)), epsilon, 1 - epsilon);
      const weight = tf.mul(tf.pow(tf.sub(1, sure), gamma), alpha);
      return tf.neg(tf.sum(tf.mul(tf.mul(weight, smooth(tf, truth, smoothing, 1 / classes)), tf.log(sure)), -1));
    };
  },
  contrastive: (config) => contrastive(numberOf(config, 'margin', 1)),
  triplet: (config) => triplet(numberOf(config, 'margin', 1)),
};

function crossentropy({ tf, prediction, logits }: LossInput, truth: Tensor, fromLogits: boolean): Tensor {
  const scores = logits ?? (fromLogits ? prediction : undefined);
  if (scores !== undefined) return softmaxCrossentropy(tf, truth, scores);
  const sum = tf.sum(prediction, -1, true);
  const shares = tf.clipByValue(tf.div(prediction, sum), epsilon, 1 - epsilon);
  return tf.neg(tf.sum(tf.mul(truth, tf.log(shares)), -1));
}

/** TensorFlow's op: its slope is softmax - truth, whether or not the truth's shares sum to 1. */
function softmaxCrossentropy(tf: Tf, truth: Tensor, scores: Tensor): Tensor {
  const compute = tf.customGrad((input, save) => {
    const logarithms = tf.logSoftmax(input as Tensor);
    (save as GradSaveFunc)([tf.exp(logarithms), truth]);
    return {
      value: tf.neg(tf.sum(tf.mul(truth, logarithms), -1)),
      gradFunc: (dy: Tensor, [shares, wanted]: Tensor[]) => {
        if (shares === undefined || wanted === undefined) throw new RangeError('nothing was saved');
        return tf.mul(tf.expandDims(dy, -1), tf.sub(shares, wanted));
      },
    };
  });
  return compute(scores);
}

function sparseCrossentropy(input: LossInput, fromLogits: boolean): Tensor {
  const { tf, prediction } = input;
  const labels = labelsOf(input);
  const oneHot = tf.oneHot(tf.cast(labels, 'int32'), prediction.shape.at(-1) ?? 1);
  const scores = input.logits ?? (fromLogits ? prediction : tf.log(tf.clipByValue(prediction, epsilon, 1 - epsilon)));
  return tf.neg(tf.sum(tf.mul(tf.cast(oneHot, 'float32'), tf.logSoftmax(scores)), -1));
}

function binaryCrossentropy({ tf, prediction, logits }: LossInput, truth: Tensor, fromLogits: boolean): Tensor {
  const scores = logits ?? (fromLogits ? prediction : undefined);
  if (scores !== undefined) {
    // max(z, 0) - z·y + log(1 + exp(-|z|)): exact for scores of any size.
    return tf.add(tf.sub(tf.relu(scores), tf.mul(scores, truth)), tf.log1p(tf.exp(tf.neg(tf.abs(scores)))));
  }
  const chance = tf.clipByValue(prediction, epsilon, 1 - epsilon);
  return tf.neg(tf.add(tf.mul(truth, tf.log(chance)), tf.mul(tf.sub(1, truth), tf.log(tf.sub(1, chance)))));
}

function smooth(tf: Tf, truth: Tensor, smoothing: number, share: number): Tensor {
  return smoothing === 0 ? truth : tf.add(tf.mul(truth, 1 - smoothing), smoothing * share);
}

/** Labels 0 and 1 become -1 and 1; labels that are not only 0 and 1 stay. No host read: the choice is made by arithmetic. */
function signed(tf: Tf, truth: Tensor): Tensor {
  const isBinary = tf.all(tf.logicalOr(tf.equal(truth, 0), tf.equal(truth, 1)));
  return tf.where(isBinary, tf.sub(tf.mul(truth, 2), 1), truth);
}

function numberOf(config: JsonRecord, key: string, fallback: number): number {
  const value = config[key];
  return typeof value === 'number' ? value : fallback;
}
