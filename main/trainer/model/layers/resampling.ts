/** Layers that repeat, add or take away steps: UpSampling, ZeroPadding1D, Cropping1D. Masks stop here, as in Keras. */
import { StudioError } from '../../../../shared/problem.ts';
import { only, type LayerFactory, type Tensor, type Tf } from '../layer.ts';
import { refuseChannelsFirst } from './conv.ts';

const times = (size: number | null | undefined, count: number): number | null =>
  size === null || size === undefined ? null : size * count;

/** [batch, time, features] to [batch, time · size, features]. */
export const upSampling1d: LayerFactory = ({ tf, config }) => {
  const [size = 2] = config.numbers('size', 1, 2);
  return {
    outputShapes: ([input = []]) => [[input[0] ?? null, times(input[1], size), input[2] ?? null]],
    call: (input) => ({ outputs: [repeatCells(tf, only(input), 1, size)], masks: [null] }),
  };
};

/** [batch, height, width, channels], every row and column repeated. */
export const upSampling2d: LayerFactory = ({ tf, config, name }) => {
  refuseChannelsFirst(config, name);
  const interpolation = config.text('interpolation', 'nearest');
  if (interpolation !== 'nearest')
    throw new StudioError('model/unsupported-layer', { layer: `${name} with interpolation ${interpolation}` });
  const [rows = 2, columns = 2] = config.numbers('size', 2, 2);
  return {
    outputShapes: ([input = []]) => [
      [input[0] ?? null, times(input[1], rows), times(input[2], columns), input[3] ?? null],
    ],
    call: (input) => ({
      outputs: [repeatCells(tf, repeatCells(tf, only(input), 1, rows), 2, columns)],
      masks: [null],
    }),
  };
};

function repeatCells(tf: Tf, x: Tensor, axis: number, count: number): Tensor {
  if (count === 1) return x;
  const shape = x.shape.map((size, index) => (index === axis ? size * count : size));
  const before = x.shape.slice(0, axis + 1).reduce((product, size) => product * size, 1);
  // Four axes at most: tfjs has no gradient of tiles with more.
  return tf.reshape(tf.tile(tf.reshape(x, [before, 1, x.size / before]), [1, count, 1]), shape);
}

/** `padding`: steps of zeros before and behind. */
export const zeroPadding1d: LayerFactory = ({ tf, config, name }) => {
  refuseChannelsFirst(config, name);
  const [before = 0, behind = 0] = config.numbers('padding', 2, 1);
  return {
    outputShapes([[batch = null, time = null, features = null] = []]) {
      return [[batch, time === null ? null : before + time + behind, features]];
    },
    call: (input) => ({
      outputs: [
        tf.pad(only(input), [
          [0, 0],
          [before, behind],
          [0, 0],
        ]),
      ],
      masks: [null],
    }),
  };
};

/** `cropping`: steps taken away at the beginning and at the end. */
export const cropping1d: LayerFactory = ({ tf, config }) => {
  const [first = 0, last = 0] = config.numbers('cropping', 2, 1);
  return {
    outputShapes([[batch = null, time = null, features = null] = []]) {
      return [[batch, time === null ? null : time - first - last, features]];
    },
    call(input) {
      const x = only(input);
      const [batch = 0, time = 0, features = 0] = x.shape;
      return { outputs: [tf.slice(x, [0, first, 0], [batch, time - first - last, features])], masks: [null] };
    },
  };
};
