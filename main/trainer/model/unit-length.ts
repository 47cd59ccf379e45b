import type { Tensor, Tf } from './tf.ts';

/** Keras' `normalize` multiplies by at most 1e7, so that vectors of zeros stay zeros: the smallest square that divides. */
const smallestSquare = 1e-14;

/** Vectors along an axis, brought to length 1. */
export const unitLength = (tf: Tf, x: Tensor, axis = -1): Tensor =>
  tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), axis, true), smallestSquare)));
