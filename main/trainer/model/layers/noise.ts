/** Layers that draw random numbers while training and do nothing otherwise. Draws depend on seed, step and layer only. */
import { seluConstants } from '../activations.ts';
import { drawNormal } from '../draws.ts';
import { only, type CallContext, type LayerBody, type LayerFactory, type Tensor, type Tf } from '../layer.ts';
import { dropoutMask, keptPlaces } from '../recurrent/dropout-masks.ts';

type Disturb = (x: Tensor, context: CallContext) => Tensor;

function whileTraining(active: boolean, disturb: Disturb): LayerBody {
  return {
    outputShapes: (inputs) => inputs,
    call(input, context) {
      const x = only(input);
      return { outputs: [context.training && active ? disturb(x, context) : x], masks: input.masks };
    },
  };
}

/** `noise_shape`: axes of size 1 share their draw; null stands for the input's own size. */
export const dropout: LayerFactory = ({ tf, config, seed }) => {
  const rate = config.number('rate');
  const pattern = config.raw['noise_shape'];
  return whileTraining(rate > 0, (x, context) => {
    const shape = Array.isArray(pattern)
      ? x.shape.map((size, axis) => (typeof pattern[axis] === 'number' ? Number(pattern[axis]) : size))
      : x.shape;
    return tf.mul(x, dropoutMask(tf, context, seed, rate, shape));
  });
};

/** Drops whole channels: one draw for all steps. */
export const spatialDropout1d: LayerFactory = ({ tf, config, seed }) => {
  const rate = config.number('rate');
  return whileTraining(rate > 0, (x, context) =>
    tf.mul(x, dropoutMask(tf, context, seed, rate, [x.shape[0] ?? 1, 1, x.shape[2] ?? 1])),
  );
};

export const gaussianNoise: LayerFactory = ({ tf, config, seed }) => {
  const deviation = config.number('stddev');
  return whileTraining(deviation > 0, (x, context) => tf.add(x, normalNoise(tf, context, seed, x.shape, 0, deviation)));
};

export const gaussianDropout: LayerFactory = ({ tf, config, seed }) => {
  const rate = config.number('rate');
  return whileTraining(rate > 0, (x, context) =>
    tf.mul(x, normalNoise(tf, context, seed, x.shape, 1, Math.sqrt(rate / (1 - rate)))),
  );
};

/** Klambauer et al. 2017: dropped values take SELU's saturation, and the result is scaled to keep mean and variance. */
export const alphaDropout: LayerFactory = ({ tf, config, seed }) => {
  const rate = config.number('rate');
  const saturation = -seluConstants.alpha * seluConstants.scale;
  const scale = ((1 - rate) * (1 + rate * saturation ** 2)) ** -0.5;
  const shift = -scale * saturation * rate;
  return whileTraining(rate > 0, (x, context) => {
    const kept = keptPlaces(tf, context, seed, rate, x.shape);
    const mixed = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), saturation));
    return tf.add(tf.mul(mixed, scale), shift);
  });
};

function normalNoise(
  tf: Tf,
  context: CallContext,
  seed: number,
  shape: number[],
  mean: number,
  deviation: number,
): Tensor {
  return tf.add(tf.mul(drawNormal(tf, context, seed, shape), deviation), mean);
}
