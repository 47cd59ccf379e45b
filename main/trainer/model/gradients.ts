/** Small things that tfjs does differently from TensorFlow, or does not do. */
import type { GradSaveFunc } from '@tensorflow/tfjs';
import type { Tensor, Tf } from './tf.ts';

/**
 * The same data as a tensor that no gradient flows through. tfjs has no such op, and comparisons have no gradient, so
 * what only decides (masks, conditions) is taken off the tape here. Copies nothing.
 */
export function detach(tf: Tf, x: Tensor): Tensor {
  tf.backend().incRef(x.dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId: x.dataId, shape: x.shape, dtype: x.dtype });
}

/** The slices along an axis; tfjs' gradient of `unstack` fails for an axis of size 1. */
export function slices(tf: Tf, x: Tensor, axis: number): Tensor[] {
  return x.shape[axis] === 1 ? [tf.squeeze(x, [axis])] : tf.unstack(x, axis);
}

/**
 * Softmax along the last axis. A place that stands alone has the share 1 and no slope; TensorFlow's op rounds there, and
 * optimizers that divide by a gradient's size would make a step of it.
 */
export const softmax = (tf: Tf, x: Tensor): Tensor => (x.shape.at(-1) === 1 ? tf.add(tf.mul(x, 0), 1) : tf.softmax(x));

/** |x|, whose gradient is 0 where x is 0, as in TensorFlow (tfjs takes -1 there: a zero bias under L1 would move). */
export function absolute(tf: Tf, x: Tensor): Tensor {
  const distance = tf.customGrad((input, save) => {
    (save as GradSaveFunc)([input as Tensor]);
    return {
      value: tf.abs(input as Tensor),
      gradFunc: (dy: Tensor, [from]: Tensor[]) => {
        if (from === undefined) throw new RangeError('nothing was saved');
        const sign = tf.sub(tf.cast(tf.greater(from, 0), 'float32'), tf.cast(tf.less(from, 0), 'float32'));
        return tf.mul(dy, sign);
      },
    };
  });
  return distance(x);
}

/** Largest value along an axis; equal largest values share the gradient, as in TensorFlow (tfjs gives it to each in full). */
export function maxAlong(tf: Tf, x: Tensor, axis: number, keepDims = false): Tensor {
  const largest = tf.customGrad((input, save) => {
    const value = tf.max(input as Tensor, axis, true);
    (save as GradSaveFunc)([input as Tensor, value]);
    return {
      value,
      gradFunc: (dy: Tensor, [from, top]: Tensor[]) => {
        if (from === undefined || top === undefined) throw new RangeError('nothing was saved');
        const isLargest = tf.cast(tf.equal(from, top), 'float32');
        return tf.div(tf.mul(isLargest, dy), tf.sum(isLargest, axis, true));
      },
    };
  });
  const result = largest(x);
  return keepDims ? result : tf.squeeze(result, [axis < 0 ? axis + x.rank : axis]);
}
