/** Keras' gradient clipping: by the norm of each gradient, by the norm of all, or by value; the first that is set holds. */
import type { Tensor, Tf } from '../model/layer.ts';
import type { JsonRecord } from '../../../shared/json.ts';

export type Clipping =
  | { readonly kind: 'none' }
  | { readonly kind: 'norm' | 'globalNorm' | 'value'; readonly limit: number };

/** A gradient and, where it is a sum of parts that are squared one by one, the sum of those squares. */
export interface Gradient {
  readonly value: Tensor;
  readonly squares: Tensor | null;
  /** Likewise the sum of those parts' absolute values, where the rule asks for it. */
  readonly sizes?: Tensor | null;
}

export function readClipping(config: JsonRecord): Clipping {
  const limit = (key: string): number => (typeof config[key] === 'number' ? config[key] : 0);
  if (limit('clipnorm') > 0) return { kind: 'norm', limit: limit('clipnorm') };
  if (limit('global_clipnorm') > 0) return { kind: 'globalNorm', limit: limit('global_clipnorm') };
  if (limit('clipvalue') > 0) return { kind: 'value', limit: limit('clipvalue') };
  return { kind: 'none' };
}

export function clipGradients(tf: Tf, clipping: Clipping, gradients: readonly Gradient[]): readonly Gradient[] {
  switch (clipping.kind) {
    case 'none':
      return gradients;
    case 'value':
      // Where squares are noted, the parts have been clipped one by one (see `CallContext.partLimit`).
      return gradients.map((gradient) =>
        gradient.squares === null
          ? { value: tf.clipByValue(gradient.value, -clipping.limit, clipping.limit), squares: null }
          : gradient,
      );
    case 'norm':
      return gradients.map((gradient) => {
        const norm = tf.sqrt(squareSum(tf, gradient));
        return scaled(tf, gradient, tf.div(clipping.limit, tf.maximum(norm, clipping.limit)));
      });
    case 'globalNorm': {
      const norm = tf.sqrt(tf.addN(gradients.map((gradient) => squareSum(tf, gradient))));
      const scale = tf.mul(tf.minimum(tf.div(1, norm), 1 / clipping.limit), clipping.limit);
      // The difference is 0 for a finite norm and NaN otherwise: a broken gradient must not be hidden.
      const checked = tf.add(scale, tf.sub(norm, norm));
      // Keras makes one tensor of a list of rows here, so that its square is taken as a whole from now on.
      return gradients.map(({ value }) => ({ value: tf.mul(value, checked), squares: null }));
    }
  }
}

function squareSum(tf: Tf, { value, squares }: Gradient): Tensor {
  return tf.sum(squares ?? tf.square(value));
}

function scaled(tf: Tf, { value, squares, sizes = null }: Gradient, factor: Tensor): Gradient {
  return {
    value: tf.mul(value, factor),
    squares: squares === null ? null : tf.mul(squares, tf.square(factor)),
    sizes: sizes === null ? null : tf.mul(sizes, factor),
  };
}
