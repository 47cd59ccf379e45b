/** Keras 3's activation functions. */
import { StudioError } from '../../../shared/problem.ts';
import { readPart } from './config.ts';
import { detach, softmax } from './gradients.ts';
import type { CallContext, Tensor, Tf } from './layer.ts';

export type ActivationFunction = (tf: Tf, x: Tensor) => Tensor;

export interface Activation {
  readonly name: string;
  readonly apply: ActivationFunction;
}

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

const functions: Readonly<Record<string, ActivationFunction>> = {
  linear: (_, x) => x,
  tanh: (tf, x) => tf.tanh(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  relu: (tf, x) => tf.relu(x),
  // Not a clip: its slope at 0 is 0, as TensorFlow's.
  relu6: (tf, x) => tf.relu6(x),
  softmax,
  log_softmax: (tf, x) => tf.logSoftmax(x),
  elu: (tf, x) => tf.elu(x),
  selu,
  softplus: (tf, x) => tf.softplus(x),
  softsign: (tf, x) => tf.div(x, tf.add(tf.abs(x), 1)),
  hard_sigmoid: (tf, x) => tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6),
  hard_silu: (tf, x) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6)),
  hard_tanh: (tf, x) => tf.clipByValue(x, -1, 1),
  exponential: (tf, x) => tf.exp(x),
  silu: (tf, x) => tf.mul(x, tf.sigmoid(x)),
  leaky_relu: (tf, x) => tf.leakyRelu(x, 0.2),
  gelu: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  // At 0 both parts have a slope, as in Keras.
  celu: (tf, x) => tf.add(tf.maximum(x, 0), tf.expm1(tf.minimum(x, 0))),
  hard_shrink: (tf, x) => tf.mul(x, tf.cast(tf.greater(tf.abs(detach(tf, x)), 0.5), 'float32')),
  soft_shrink: (tf, x) => tf.sub(tf.relu(tf.sub(x, 0.5)), tf.relu(tf.sub(-0.5, x))),
  tanh_shrink: (tf, x) => tf.sub(x, tf.tanh(x)),
  log_sigmoid: (tf, x) => tf.neg(tf.softplus(tf.neg(x))),
  sparse_plus: (tf, x) => tf.add(tf.div(tf.square(tf.add(tf.clipByValue(x, -1, 1), 1)), 4), tf.relu(tf.sub(x, 1))),
  sparse_sigmoid: (tf, x) => tf.clipByValue(tf.div(tf.add(x, 1), 2), 0, 1),
  sparsemax: (tf, x) => sparsemax(tf, x),
  squareplus: (tf, x) => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 2),
  mish: (tf, x) => tf.mul(x, tf.tanh(tf.softplus(x))),
};

/**
 * Martins and Astudillo 2016 as Keras 3.15 computes it on TensorFlow: its threshold is made of the sum of all cumulative
 * sums of the support, not of the last one, so rows with a support of several values do not add up to one.
 */
function sparsemax(tf: Tf, x: Tensor): Tensor {
  const size = x.shape.at(-1) ?? 1;
  const rows = x.size / size;
  const flat = tf.reshape(x, [rows * size]);
  const order = tf.topk(tf.reshape(detach(tf, x), [rows, size]), size).indices;
  const starts = tf.mul(tf.reshape(tf.range(0, rows, 1, 'int32'), [rows, 1]), size);
  const sorted = tf.gather(flat, tf.cast(tf.add(order, starts), 'int32'));
  const sums = tf.cumsum(sorted, 1);
  const places = tf.range(1, size + 1, 1, 'float32');
  const apart = detach(tf, tf.sub(sorted, tf.div(tf.sub(sums, 1), places)));
  const support = tf.cast(tf.greater(apart, 0), 'float32');
  const threshold = tf.div(tf.sub(tf.sum(tf.mul(sums, support), 1, true), 1), tf.sum(support, 1, true));
  return tf.reshape(tf.relu(tf.sub(tf.reshape(x, [rows, size]), threshold)), x.shape);
}

const aliases: Readonly<Record<string, string>> = { swish: 'silu', hard_swish: 'hard_silu' };

/** AlphaDropout needs SELU's constants. */
export const seluConstants = { scale: seluScale, alpha: seluAlpha } as const;

/** The activation that a Keras config names; linear where there is none. */
export function readActivation(value: unknown): Activation {
  const part = readPart(value);
  const given = part?.name ?? 'linear';
  const name = aliases[given] ?? given;
  const apply = functions[name];
  if (apply === undefined) throw new StudioError('model/unsupported-layer', { layer: `activation ${given}` });
  return { name, apply };
}

/**
 * Applies a layer's last activation and remembers the logits of softmax and sigmoid: Keras 3's cross-entropies take
 * those instead of the logarithm of a probability.
 */
export function activate(tf: Tf, activation: Activation, x: Tensor, context: CallContext): Tensor {
  if (activation.name === 'linear') return x;
  const y = activation.apply(tf, x);
  if (activation.name === 'softmax' || activation.name === 'sigmoid') context.logits.set(y, x);
  return y;
}

/** Klambauer et al. 2017. The slope at 0 is that of the positive side, as TensorFlow's; tfjs' own takes the other one. */
function selu(tf: Tf, x: Tensor): Tensor {
  const below = tf.relu(tf.neg(x));
  return tf.mul(tf.add(tf.add(x, below), tf.mul(tf.expm1(tf.neg(below)), seluAlpha)), seluScale);
}
