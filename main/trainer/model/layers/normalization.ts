/** BatchNormalization and LayerNormalization. */
import { StudioError } from '../../../../shared/problem.ts';
import { readConstraint } from '../constraints.ts';
import { detach } from '../gradients.ts';
import { readInitializer } from '../initializers.ts';
import {
  fixedSize,
  only,
  type LayerFactory,
  type LayerSetup,
  type Mask,
  type Tensor,
  type Tf,
  type Weight,
} from '../layer.ts';
import { readRegularizer } from '../regularizers.ts';

const epsilonOfKeras = 1e-7;

/** Ioffe & Szegedy 2015, as Keras 3: masked steps count neither in mean nor in variance; the moving averages follow while training. */
export const batchNormalization: LayerFactory = (setup) => {
  const { tf, config, inputShapes, addWeight, trainable, name } = setup;
  if (config.boolean('renorm', false))
    throw new StudioError('model/unsupported-layer', { layer: `${name} with renorm` });
  const rank = inputShapes[0]?.length ?? 2;
  const axis = (config.number('axis', -1) + rank) % rank;
  const momentum = config.number('momentum', 0.99);
  const epsilon = config.number('epsilon', 1e-3);
  const shape = [fixedSize(inputShapes[0], axis)];
  const { gamma, beta } = scaleAndShift(setup, shape);
  const moving = (part: string, fallback: string): Weight =>
    addWeight({
      name: `moving_${part}`,
      shape,
      initializer: readInitializer(config.raw[`moving_${part}_initializer`], fallback),
      trainable: false,
    });
  const movingMean = moving('mean', 'Zeros');
  const movingVariance = moving('variance', 'Ones');
  const axes = Array.from({ length: rank }, (_, index) => index).filter((index) => index !== axis);
  const wide = Array.from({ length: rank }, (_, index) => (index === axis ? (shape[0] ?? 1) : 1));
  const aligned = (x: Tensor): Tensor => (axis === rank - 1 ? x : tf.reshape(x, wide));

  return {
    mixesBatch: true,
    outputShapes: (inputs) => inputs,
    call(input, context) {
      const x = only(input);
      const mask = input.masks[0] ?? null;
      const isTraining = context.training && trainable;
      const { mean, variance } = isTraining
        ? batchMoments(tf, x, mask, axes)
        : { mean: movingMean.variable as Tensor, variance: movingVariance.variable as Tensor };
      if (isTraining) {
        const follow = (weight: Weight, value: Tensor): void => {
          weight.variable.assign(
            tf.add(tf.mul(detach(tf, weight.variable), momentum), tf.mul(detach(tf, value), 1 - momentum)),
          );
        };
        follow(movingMean, mean);
        follow(movingVariance, variance);
      }
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      const factor = gamma === null ? inverse : tf.mul(inverse, gamma.variable);
      const offset = tf.mul(tf.neg(mean), factor);
      const shift = beta === null ? offset : tf.add(offset, beta.variable);
      return { outputs: [tf.add(tf.mul(x, aligned(factor)), aligned(shift))], masks: input.masks };
    },
  };
};

/** Ba et al. 2016: over the given axes of each sample. */
export const layerNormalization: LayerFactory = (setup) => {
  const { tf, config, inputShapes, name } = setup;
  if (config.boolean('rms_scaling', false))
    throw new StudioError('model/unsupported-layer', { layer: `${name} with rms_scaling` });
  const rank = inputShapes[0]?.length ?? 2;
  const given = config.raw['axis'];
  const axes = (Array.isArray(given) ? given.map(Number) : [config.number('axis', -1)])
    .map((axis) => (axis + rank) % rank)
    .sort((a, b) => a - b);
  const epsilon = config.number('epsilon', 1e-3);
  const { gamma, beta } = scaleAndShift(
    setup,
    axes.map((axis) => fixedSize(inputShapes[0], axis)),
  );
  const wide = Array.from({ length: rank }, (_, index) =>
    axes.includes(index) ? fixedSize(inputShapes[0], index) : 1,
  );
  const isLast = axes.length === 1 && axes[0] === rank - 1;
  const aligned = (weight: Weight): Tensor => (isLast ? weight.variable : tf.reshape(weight.variable, wide));
  return {
    outputShapes: (inputs) => inputs,
    call(input) {
      const x = only(input);
      const { mean, variance } = tf.moments(x, axes, true);
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      const factor = gamma === null ? inverse : tf.mul(inverse, aligned(gamma));
      const offset = tf.mul(tf.neg(mean), factor);
      const shift = beta === null ? offset : tf.add(offset, aligned(beta));
      return { outputs: [tf.add(tf.mul(x, factor), shift)], masks: input.masks };
    },
  };
};

function scaleAndShift(
  { config, addWeight }: LayerSetup,
  shape: readonly number[],
): { gamma: Weight | null; beta: Weight | null } {
  const part = (name: 'gamma' | 'beta', fallback: string): Weight =>
    addWeight({
      name,
      shape,
      initializer: readInitializer(config.raw[`${name}_initializer`], fallback),
      regularizer: readRegularizer(config.raw[`${name}_regularizer`]),
      constraint: readConstraint(config.raw[`${name}_constraint`]),
    });
  const gamma = config.boolean('scale', true) ? part('gamma', 'Ones') : null;
  const beta = config.boolean('center', true) ? part('beta', 'Zeros') : null;
  return { gamma, beta };
}

function batchMoments(tf: Tf, x: Tensor, mask: Mask, axes: number[]): { mean: Tensor; variance: Tensor } {
  if (mask === null || mask.rank !== x.rank - 1) return tf.moments(x, axes);
  const counted = tf.mul(tf.onesLike(x), tf.cast(tf.expandDims(mask, -1), 'float32'));
  const total = tf.add(tf.sum(counted, axes, true), epsilonOfKeras);
  const mean = tf.div(tf.sum(tf.mul(x, counted), axes, true), total);
  const variance = tf.div(tf.sum(tf.square(tf.mul(tf.sub(x, mean), counted)), axes, true), total);
  return { mean: tf.squeeze(mean, axes), variance: tf.squeeze(variance, axes) };
}
