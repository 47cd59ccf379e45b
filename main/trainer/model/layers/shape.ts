/** Layers that only rearrange: Flatten, Reshape, Permute, RepeatVector. Masks stop here, as in Keras. */
import { StudioError } from '../../../../shared/problem.ts';
import { only, type LayerFactory, type Shape } from '../layer.ts';
import { refuseChannelsFirst } from './conv.ts';

const product = (sizes: readonly (number | null)[]): number | null =>
  sizes.reduce<number | null>((result, size) => (result === null || size === null ? null : result * size), 1);

export const flatten: LayerFactory = ({ tf, config, name }) => {
  refuseChannelsFirst(config, name);
  return {
    outputShapes: ([input]) => [[input?.[0] ?? null, product((input ?? []).slice(1))]],
    call(input) {
      const x = only(input);
      return { outputs: [tf.reshape(x, [x.shape[0] ?? 1, x.size / (x.shape[0] ?? 1)])], masks: [null] };
    },
  };
};

/** `target_shape` without the batch; one size may be -1. */
export const reshape: LayerFactory = ({ tf, config }) => {
  const target = config.list('target_shape').map(Number);
  return {
    outputShapes([input]) {
      const total = product((input ?? []).slice(1));
      const known = target.filter((size) => size !== -1).reduce((result, size) => result * size, 1);
      const sizes: Shape = target.map((size) => (size !== -1 ? size : total === null ? null : total / known));
      return [[input?.[0] ?? null, ...sizes]];
    },
    call(input) {
      const x = only(input);
      return { outputs: [tf.reshape(x, [x.shape[0] ?? 1, ...target])], masks: [null] };
    },
  };
};

/** `dims` counts from 1, the batch axis being 0. */
export const permute: LayerFactory = ({ tf, config }) => {
  const dims = config.list('dims').map(Number);
  return {
    outputShapes: ([input]) => [[input?.[0] ?? null, ...dims.map((axis) => input?.[axis] ?? null)]],
    call: (input) => ({ outputs: [tf.transpose(only(input), [0, ...dims])], masks: [null] }),
  };
};

/** [batch, features] to [batch, n, features]. */
export const repeatVector: LayerFactory = ({ tf, config, name }) => {
  const count = config.number('n');
  return {
    outputShapes: ([input]) => [[input?.[0] ?? null, count, input?.[1] ?? null]],
    call(input) {
      const x = only(input);
      if (x.rank !== 2)
        throw new StudioError('shape/rank', {
          layer: name,
          expected: '(batch, features)',
          received: `(${x.shape.join(', ')})`,
        });
      return { outputs: [tf.tile(tf.expandDims(x, 1), [1, count, 1])], masks: [null] };
    },
  };
};
