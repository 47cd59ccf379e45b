import type { Tensor, Tf } from './layer.ts';

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
