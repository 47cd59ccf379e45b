/** Pooling over windows and over the whole time axis. */
import type { Tensor4D } from '@tensorflow/tfjs';
import { maxAlong } from '../gradients.ts';
import { only, type LayerFactory, type Tensor, type Tf } from '../layer.ts';
import { averagePool, maxPool } from '../pool-gradients.ts';
import { readPadding, refuseChannelsFirst, windows } from './conv.ts';

type Pool = (
  tf: Tf,
  x: Tensor4D,
  size: [number, number],
  strides: [number, number],
  padding: 'valid' | 'same',
) => Tensor;

export const maxPooling1d = pooling1d(maxPool);
export const averagePooling1d = pooling1d(averagePool);
export const maxPooling2d = pooling2d(maxPool);
export const averagePooling2d = pooling2d(averagePool);

function pooling1d(pool: Pool): LayerFactory {
  return ({ tf, config, name }) => {
    refuseChannelsFirst(config, name);
    const [size = 1] = config.numbers('pool_size', 1, 2);
    const [stride = 1] = config.numbers('strides', 1, size);
    const padding = readPadding(config);
    return {
      outputShapes: ([input]) => {
        const [batch = null, time = null, channels = null] = input ?? [];
        return [[batch, windows(time, size, stride, padding), channels]];
      },
      call: (input) => ({
        outputs: [
          tf.squeeze(pool(tf, tf.expandDims(only(input), 2) as Tensor4D, [size, 1], [stride, 1], padding), [2]),
        ],
        masks: [null],
      }),
    };
  };
}

function pooling2d(pool: Pool): LayerFactory {
  return ({ tf, config, name }) => {
    refuseChannelsFirst(config, name);
    const [rows = 1, columns = 1] = config.numbers('pool_size', 2, 2);
    const [down = rows, right = columns] =
      config.raw['strides'] === null || config.raw['strides'] === undefined
        ? [rows, columns]
        : config.numbers('strides', 2);
    const padding = readPadding(config);
    return {
      outputShapes: ([input]) => {
        const [batch = null, height = null, width = null, channels = null] = input ?? [];
        return [[batch, windows(height, rows, down, padding), windows(width, columns, right, padding), channels]];
      },
      call: (input) => ({
        outputs: [pool(tf, only(input) as Tensor4D, [rows, columns], [down, right], padding)],
        masks: [null],
      }),
    };
  };
}

/** Mean over time; masked steps count neither in the sum nor in the number. */
export const globalAveragePooling1d: LayerFactory = ({ tf, config, name }) => {
  refuseChannelsFirst(config, name);
  const keeps = config.boolean('keepdims', false);
  return {
    outputShapes: ([input]) => [overTime(input ?? [], keeps)],
    call(input) {
      const x = only(input);
      const mask = input.masks[0] ?? null;
      if (mask === null || mask.rank !== 2) return { outputs: [tf.mean(x, 1, keeps)], masks: [null] };
      const counted = tf.cast(tf.expandDims(mask, 2), 'float32');
      return { outputs: [tf.div(tf.sum(tf.mul(x, counted), 1, keeps), tf.sum(counted, 1, keeps))], masks: [null] };
    },
  };
};

export const globalMaxPooling1d: LayerFactory = ({ tf, config, name }) => {
  refuseChannelsFirst(config, name);
  const keeps = config.boolean('keepdims', false);
  return {
    outputShapes: ([input]) => [overTime(input ?? [], keeps)],
    call: (input) => ({ outputs: [maxAlong(tf, only(input), 1, keeps)], masks: [null] }),
  };
};

export const globalAveragePooling2d = globalPooling2d((tf, x, keeps) => tf.mean(x, [1, 2], keeps));
export const globalMaxPooling2d = globalPooling2d((tf, x, keeps) => {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const largest = maxAlong(tf, tf.reshape(x, [batch, height * width, channels]), 1);
  return keeps ? tf.reshape(largest, [batch, 1, 1, channels]) : largest;
});

/** One value a channel for the whole image [batch, height, width, channels]. */
function globalPooling2d(pool: (tf: Tf, x: Tensor, keeps: boolean) => Tensor): LayerFactory {
  return ({ tf, config, name }) => {
    refuseChannelsFirst(config, name);
    const keeps = config.boolean('keepdims', false);
    return {
      outputShapes: ([input = []]) => [[input[0] ?? null, ...(keeps ? [1, 1] : []), input[3] ?? null]],
      call: (input) => ({ outputs: [pool(tf, only(input), keeps)], masks: [null] }),
    };
  };
}

function overTime(shape: readonly (number | null)[], keeps: boolean): (number | null)[] {
  return [shape[0] ?? null, ...(keeps ? [1] : []), ...shape.slice(2)];
}
