/** Pooling whose gradients agree with TensorFlow's on every engine. */
import type { GradSaveFunc, Tensor4D } from '@tensorflow/tfjs';
import type { Padding } from './layers/conv.ts';
import type { Tensor, Tf } from './layer.ts';

type Pair = [number, number];

/** x [batch, height, width, channels]. */
export function maxPool(tf: Tf, x: Tensor4D, size: Pair, strides: Pair, padding: Padding): Tensor {
  if (tf.getBackend() !== 'wasm') return tf.maxPool(x, size, strides, padding);
  const pool = tf.customGrad((input, save) => {
    (save as GradSaveFunc)([input as Tensor]);
    return {
      value: tf.maxPool(input as Tensor4D, size, strides, padding),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => {
        if (saved === undefined) throw new RangeError('nothing was saved');
        // tfjs' WebAssembly kernel loses the gradient where the largest value is negative; a shift moves no maximum.
        const positive = tf.add(tf.sub(saved, tf.min(saved)), 1) as Tensor4D;
        const output = tf.maxPool(positive, size, strides, padding);
        return tf
          .engine()
          .runKernel(
            'MaxPoolGrad',
            { dy, input: positive, output },
            { filterSize: size, strides, pad: padding },
          ) as Tensor;
      },
    };
  });
  return pool(x);
}

/**
 * The mean of the cells that a window really covers. With `same` padding tfjs' gradient divides by the full window on
 * every engine but TensorFlow, so that padding is made here: sums over zeros, divided by the number of real cells.
 */
export function averagePool(tf: Tf, x: Tensor4D, size: Pair, strides: Pair, padding: Padding): Tensor {
  if (padding === 'valid' || tf.getBackend() === 'tensorflow') return tf.avgPool(x, size, strides, padding);
  const [, height, width] = x.shape;
  const rows = samePadding(height, size[0], strides[0]);
  const columns = samePadding(width, size[1], strides[1]);
  const pads: [Pair, Pair, Pair, Pair] = [[0, 0], rows, columns, [0, 0]];
  const real = tf.pad4d(tf.ones([1, height, width, 1]), pads) as Tensor4D;
  const shares = tf.avgPool(real, size, strides, 'valid');
  return tf.div(tf.avgPool(tf.pad4d(x, pads) as Tensor4D, size, strides, 'valid'), shares);
}

/** TensorFlow's `same`: an odd remainder goes behind. */
function samePadding(length: number, size: number, stride: number): Pair {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
