/** Losses that teach a model distances. Both are the studio's own; their Python classes are in export/weft-objects.ts. */
import { maxAlong } from '../model/gradients.ts';
import type { Tensor, Tf } from '../model/layer.ts';
import type { LossFunction } from './loss-function.ts';

/** Below this the square of a distance has no slope: the root's would be infinite at zero. */
const smallestSquare = 1e-7;

/**
 * Hadsell, Chopra & LeCun 2006, without their factor ½: the prediction is a distance d, the truth 1 for a pair that is
 * the same and 0 for one that is not: truth·d² + (1 − truth)·max(margin − d, 0)².
 */
export const contrastive =
  (margin: number): LossFunction =>
  ({ tf, truth, prediction }) => {
    const together = tf.mul(truth, tf.square(prediction));
    const apart = tf.mul(tf.sub(1, truth), tf.square(tf.relu(tf.sub(margin, prediction))));
    return tf.mean(tf.add(together, apart), -1);
  };

/**
 * Hermans, Beyer & Leibe 2017, "batch hard": the prediction [batch, places] is where each sample lies, the truth its class
 * number. Every sample is an anchor: max(margin + its farthest of the same class − its nearest of another class, 0) in
 * Euclidean distance. Samples without another class in their batch give 0.
 */
export const triplet =
  (margin: number): LossFunction =>
  ({ tf, truth, prediction }) => {
    const size = prediction.shape[0] ?? 1;
    const places = tf.reshape(prediction, [size, prediction.size / size]);
    const distances = pairwise(tf, places);
    const labels = tf.reshape(tf.cast(truth, 'int32'), [size]);
    const same = tf.equal(tf.expandDims(labels, 1), tf.expandDims(labels, 0));
    const farthest = maxAlong(tf, tf.where(same, distances, tf.zerosLike(distances)), 1);
    const beyond = tf.fill(distances.shape, Number.MIN_SAFE_INTEGER);
    const nearest = tf.neg(maxAlong(tf, tf.where(same, beyond, tf.neg(distances)), 1));
    const values = tf.relu(tf.sub(tf.add(farthest, margin), nearest));
    return tf.where(tf.all(same, 1), tf.zerosLike(values), values);
  };

/** Distance of every row from every row. */
function pairwise(tf: Tf, rows: Tensor): Tensor {
  const differences = tf.sub(tf.expandDims(rows, 1), tf.expandDims(rows, 0));
  return tf.sqrt(tf.maximum(tf.sum(tf.square(differences), -1), smallestSquare));
}
