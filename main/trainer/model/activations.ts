/** Keras 3's activation functions. */
import { StudioError } from '../../../shared/problem.ts';
import { readPart } from './config.ts';
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
  relu6: (tf, x) => tf.clipByValue(x, 0, 6),
  softmax: (tf, x) => tf.softmax(x),
  log_softmax: (tf, x) => tf.logSoftmax(x),
  elu: (tf, x) => tf.elu(x),
  selu: (tf, x) => tf.selu(x),
  softplus: (tf, x) => tf.softplus(x),
  softsign: (tf, x) => tf.div(x, tf.add(tf.abs(x), 1)),
  hard_sigmoid: (tf, x) => tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6),
  hard_silu: (tf, x) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6)),
  hard_tanh: (tf, x) => tf.clipByValue(x, -1, 1),
  exponential: (tf, x) => tf.exp(x),
  silu: (tf, x) => tf.mul(x, tf.sigmoid(x)),
  leaky_relu: (tf, x) => tf.leakyRelu(x, 0.2),
  gelu: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  mish: (tf, x) => tf.mul(x, tf.tanh(tf.softplus(x))),
};

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
