/** Conv1D and Conv2D, channels last. */
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { StudioError } from '../../../../shared/problem.ts';
import { activate, readActivation } from '../activations.ts';
import type { ConfigReader } from '../config.ts';
import { fixedSize, only, type LayerFactory, type LayerSetup, type Tensor, type Tf } from '../layer.ts';
import { addKernelAndBias } from './kernel-and-bias.ts';

export type Padding = 'valid' | 'same';

/** [batch, time, channels] to [batch, time', filters]; `causal` looks back only. Masks stop here, as in Keras. */
export const conv1d: LayerFactory = (setup) => {
  const { tf, config } = setup;
  refuseChannelsFirst(config, setup.name);
  const window = timeWindow(config);
  const { kernel, finish, filters, groups } = convolution(setup, [window.size]);
  return {
    outputShapes([input]) {
      const [batch = null, time = null] = input ?? [];
      return [[batch, timePositions(time, window), filters]];
    },
    call(input, context) {
      const y = convolveTime(tf, only(input), kernel.variable, window, groups);
      return { outputs: [finish(y, context)], masks: [null] };
    },
  };
};

/** A window that slides along time. */
export interface TimeWindow {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding | 'causal';
}

export function timeWindow(config: ConfigReader): TimeWindow {
  const [size = 1] = config.numbers('kernel_size', 1);
  const [stride = 1] = config.numbers('strides', 1, 1);
  const [dilation = 1] = config.numbers('dilation_rate', 1, 1);
  const padding = config.text('padding', 'valid');
  return { size, stride, dilation, padding: padding === 'same' || padding === 'causal' ? padding : 'valid' };
}

const reachOf = ({ size, dilation }: TimeWindow): number => (size - 1) * dilation;

export function timePositions(time: number | null, window: TimeWindow): number | null {
  const padded = window.padding === 'causal' && time !== null ? time + reachOf(window) : time;
  return windows(padded, reachOf(window) + 1, window.stride, window.padding === 'same' ? 'same' : 'valid');
}

/** x [batch, time, channels], kernel [size, channels / groups, filters]. */
export function convolveTime(tf: Tf, x: Tensor, kernel: Tensor, window: TimeWindow, groups = 1): Tensor {
  const { padding, dilation, stride } = window;
  const pads: [number, number][] = [
    [0, 0],
    [reachOf(window), 0],
    [0, 0],
  ];
  const padded = padding === 'causal' ? tf.pad(x, pads) : x;
  const wide = dilateKernel(tf, kernel, 0, dilation);
  const pad = padding === 'same' ? 'same' : 'valid';
  return inGroups(tf, padded, wide, groups, (part, weights) =>
    tf.conv1d(part as Tensor3D, weights as Tensor3D, stride, pad),
  );
}

/** [batch, height, width, channels] to [batch, height', width', filters]. */
export const conv2d: LayerFactory = (setup) => {
  const { tf, config } = setup;
  refuseChannelsFirst(config, setup.name);
  const [rows = 1, columns = 1] = config.numbers('kernel_size', 2);
  const [down = 1, right = 1] = config.numbers('strides', 2, 1);
  const [dilateRows = 1, dilateColumns = 1] = config.numbers('dilation_rate', 2, 1);
  const pad = readPadding(config);
  const { kernel, finish, filters, groups } = convolution(setup, [rows, columns]);
  return {
    outputShapes([input]) {
      const [batch = null, height = null, width = null] = input ?? [];
      return [
        [
          batch,
          windows(height, (rows - 1) * dilateRows + 1, down, pad),
          windows(width, (columns - 1) * dilateColumns + 1, right, pad),
          filters,
        ],
      ];
    },
    call(input, context) {
      const wide = dilateKernel(tf, dilateKernel(tf, kernel.variable, 0, dilateRows), 1, dilateColumns);
      const y = inGroups(tf, only(input), wide, groups, (part, weights) =>
        tf.conv2d(part as Tensor4D, weights as Tensor4D, [down, right], pad),
      );
      return { outputs: [finish(y, context)], masks: [null] };
    },
  };
};

/** Kernel, bias and activation that both have. */
function convolution(setup: LayerSetup, size: readonly number[]) {
  const { tf, config, inputShapes } = setup;
  const filters = config.number('filters');
  const groups = config.number('groups', 1);
  const activation = readActivation(config.raw['activation']);
  const { kernel, bias } = addKernelAndBias(setup, [...size, fixedSize(inputShapes[0], -1) / groups, filters]);
  const finish = (y: Tensor, context: Parameters<typeof activate>[3]): Tensor =>
    activate(tf, activation, bias === null ? y : tf.add(y, bias.variable), context);
  return { kernel, finish, filters, groups };
}

/** tfjs has no gradient of dilated convolutions: the kernel is spread with zeros instead, which means the same. */
export function dilateKernel(tf: Tf, kernel: Tensor, axis: number, rate: number): Tensor {
  if (rate === 1) return kernel;
  const size = kernel.shape[axis] ?? 1;
  const spread = [...kernel.shape.slice(0, axis + 1), 1, ...kernel.shape.slice(axis + 1)];
  const pads = spread.map((_, index): [number, number] => (index === axis + 1 ? [0, rate - 1] : [0, 0]));
  const wide = [...kernel.shape.slice(0, axis), size * rate, ...kernel.shape.slice(axis + 1)];
  const joined = tf.reshape(tf.pad(tf.reshape(kernel, spread), pads), wide);
  const wanted = wide.map((length, index) => (index === axis ? (size - 1) * rate + 1 : length));
  return tf.slice(
    joined,
    wide.map(() => 0),
    wanted,
  );
}

function inGroups(
  tf: Tf,
  x: Tensor,
  kernel: Tensor,
  groups: number,
  convolve: (x: Tensor, kernel: Tensor) => Tensor,
): Tensor {
  if (groups === 1) return convolve(x, kernel);
  const inputs = tf.split(x, groups, -1);
  const kernels = tf.split(kernel, groups, -1);
  return tf.concat(
    inputs.map((part, index) => convolve(part, kernels[index] ?? kernel)),
    -1,
  );
}

/** Number of windows along an axis; null stays null. */
export function windows(length: number | null, size: number, stride: number, padding: Padding): number | null {
  if (length === null) return null;
  return padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - size) / stride) + 1;
}

export function readPadding(config: ConfigReader): Padding {
  return config.text('padding', 'valid') === 'same' ? 'same' : 'valid';
}

export function refuseChannelsFirst(config: ConfigReader, name: string): void {
  if (config.raw['data_format'] === 'channels_first') {
    throw new StudioError('model/unsupported-layer', { layer: `${name} with data_format channels_first` });
  }
}
