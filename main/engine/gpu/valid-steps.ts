/**
 * A mask for cuDNN, which knows only sequences that end early. A masked step changes nothing in Keras: it is as if it
 * were not there. So the valid steps of every sequence are moved to its front, in their order; cuDNN runs over as many as
 * there are; and each step of the result takes what the last valid step up to it gave. This holds for any mask, padded
 * right, left or with holes, and nothing has to be known about it on the host.
 *
 * No value is waited for. TensorFlow computes with int32 on the host, so all is float32 here (exact up to 2^24 steps in a
 * batch) and made whole numbers last; tfjs-node's own gather reads its indices back to check them, so it is called below
 * tfjs.
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { deviceGather, type DeviceBackend } from './device-backend.ts';

export interface ValidSteps {
  /** How many steps cuDNN is to run, int32 [batch]; 1 where there is none, as cuDNN refuses 0. */
  readonly lengths: Tensor1D;
  /** Where each place of the moved sequences comes from, int32 [batch · steps] into the flat steps; and the way back. */
  readonly from: Tensor1D;
  readonly to: Tensor1D;
  /** The moved step whose result each step shows, int32 [batch · steps]. */
  readonly shown: Tensor1D;
  /** 1 where the step is valid, else 0, [batch, steps, 1]. */
  readonly valid: Tensor;
  /** The same for the moved steps. */
  readonly movedValid: Tensor;
  /** 1 from the first valid step on, [batch, steps, 1]. */
  readonly started: Tensor;
  /** 1 for sequences with a valid step, [batch, 1]. */
  readonly any: Tensor;
}

/** More steps than this in one batch could not be counted exactly. */
export const mostSteps = 2 ** 24;

/** What a mask [batch, steps], bool, means to cuDNN. The caller disposes the tensors (or a tidy does). */
export function findValidSteps(tf: Tfjs, mask: Tensor2D): ValidSteps {
  const [batch, steps] = mask.shape;
  const valid = tf.cast(mask, 'float32');
  const seen = tf.cumsum(valid, 1);
  const count = tf.sum(valid, 1, true);
  const step = tf.range(0, steps, 1, 'float32');
  // Valid steps first, then the others; each lot in its order.
  const place = tf.where(mask, tf.sub(seen, 1), tf.add(count, tf.sub(step, seen))) as Tensor2D;
  const { indices: source } = tf.topk(tf.neg(place), steps, true);
  const row = tf.mul(tf.reshape(tf.range(0, batch, 1, 'float32'), [batch, 1]), steps);
  const flat = (places: Tensor): Tensor1D => whole(tf.reshape(tf.add(places, row), [batch * steps]));
  const whole = (values: Tensor): Tensor1D => tf.cast(values, 'int32') as Tensor1D;
  return {
    lengths: whole(tf.reshape(tf.maximum(count, 1), [batch])),
    from: flat(tf.cast(source, 'float32')),
    to: flat(place),
    shown: flat(tf.maximum(tf.sub(seen, 1), 0)),
    valid: tf.reshape(valid, [batch, steps, 1]),
    movedValid: tf.reshape(tf.cast(tf.less(step, count), 'float32'), [batch, steps, 1]),
    started: tf.reshape(tf.cast(tf.greater(seen, 0), 'float32'), [batch, steps, 1]),
    any: tf.cast(tf.greater(count, 0), 'float32'),
  };
}

/** x [batch, steps, features] with the valid steps in front and zeros behind them: what is masked may be no number. */
export function moveForward(tf: Tfjs, backend: DeviceBackend, x: Tensor, steps: ValidSteps): Tensor {
  const moved = gatherSteps(tf, backend, x, steps.from);
  return tf.where(tf.cast(steps.movedValid, 'bool'), moved, tf.zerosLike(moved));
}

/** The gradient of `moveForward`. */
export function moveBack(tf: Tfjs, backend: DeviceBackend, gradient: Tensor, steps: ValidSteps): Tensor {
  const moved = gatherSteps(tf, backend, gradient, steps.to);
  return tf.where(tf.cast(steps.valid, 'bool'), moved, tf.zerosLike(moved));
}

/** Results of moved steps [batch, steps, units], shown at all steps; `before` [batch, units] until the first valid one. */
export function showResults(
  tf: Tfjs,
  backend: DeviceBackend,
  moved: Tensor,
  before: Tensor | null,
  steps: ValidSteps,
): Tensor {
  const shown = tf.mul(gatherSteps(tf, backend, moved, steps.shown), steps.started);
  return before === null ? shown : tf.add(shown, tf.mul(tf.expandDims(before, 1), tf.sub(1, steps.started)));
}

/** The gradients of `showResults`: of the moved results, and of `before`. */
export function collectGradients(
  tf: Tfjs,
  gradient: Tensor,
  steps: ValidSteps,
): { readonly moved: Tensor; readonly before: Tensor } {
  const { shape, size } = gradient;
  const width = shape.at(-1) ?? 1;
  const counted = tf.reshape(tf.mul(gradient, steps.started), [size / width, width]);
  return {
    moved: tf.reshape(tf.unsortedSegmentSum(counted, steps.shown, size / width), shape),
    before: tf.sum(tf.mul(gradient, tf.sub(1, steps.started)), 1),
  };
}

function gatherSteps(tf: Tfjs, backend: DeviceBackend, x: Tensor, places: Tensor1D): Tensor {
  const width = x.shape.at(-1) ?? 1;
  return tf.reshape(deviceGather(tf, backend, tf.reshape(x, [x.size / width, width]), places), x.shape);
}
