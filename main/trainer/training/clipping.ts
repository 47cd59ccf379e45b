/** Keras' gradient clipping: by the norm of each gradient, by the norm of all, or by value; the first that is set holds. */
import type { JsonRecord } from '../model/config.ts';
import type { Tensor, Tf } from '../model/layer.ts';

export type Clipping =
  | { readonly kind: 'none' }
  | { readonly kind: 'norm' | 'globalNorm' | 'value'; readonly limit: number };

export function readClipping(config: JsonRecord): Clipping {
  const limit = (key: string): number => (typeof config[key] === 'number' ? config[key] : 0);
  if (limit('clipnorm') > 0) return { kind: 'norm', limit: limit('clipnorm') };
  if (limit('global_clipnorm') > 0) return { kind: 'globalNorm', limit: limit('global_clipnorm') };
  if (limit('clipvalue') > 0) return { kind: 'value', limit: limit('clipvalue') };
  return { kind: 'none' };
}

/** The clipped gradients as one vector, made by `join`. */
export function clipGradients(tf: Tf, clipping: Clipping, gradients: readonly Tensor[], join: (tensors: readonly Tensor[]) => Tensor): Tensor {
  switch (clipping.kind) {
    case 'none':
      return join(gradients);
    case 'value':
      return tf.clipByValue(join(gradients), -clipping.limit, clipping.limit);
    case 'norm':
      return join(
        gradients.map((gradient) => {
          const norm = tf.sqrt(tf.sum(tf.square(gradient)));
          return tf.div(tf.mul(gradient, clipping.limit), tf.maximum(norm, clipping.limit));
        }),
      );
    case 'globalNorm': {
      const gradient = join(gradients);
      const norm = tf.sqrt(tf.sum(tf.square(gradient)));
      const scale = tf.mul(tf.minimum(tf.div(1, norm), 1 / clipping.limit), clipping.limit);
      // The difference is 0 for a finite norm and NaN otherwise: a broken gradient must not be hidden.
      return tf.mul(gradient, tf.add(scale, tf.sub(norm, norm)));
    }
  }
}
