import type { KerasConfig } from '../../../main/trainer/model/build-model.ts';
import { lastActivations, type Workload } from '../workloads.ts';

/** The workload's model as the Keras config that the studio's own compiler would make. */
export function modelConfig(workload: Workload): KerasConfig {
  const { steps, features, target, units, cell, loss } = workload;
  const outputs = target.at(-1) ?? 1;
  const last = dense(outputs, lastActivations[loss]);
  const [first = 1, second = 1] = units;
  const body: Record<Workload['model'], readonly KerasConfig[]> = {
    stacked: [recurrent(cell, 'recurrent', first, true), recurrent(cell, 'recurrent_1', second, false), last],
    'encoder-decoder': [
      recurrent(cell, 'recurrent', first, false),
      layer('RepeatVector', 'repeat_vector', { n: target[0] ?? 1 }),
      recurrent(cell, 'recurrent_1', second, true),
      layer('TimeDistributed', 'time_distributed', { layer: last }),
    ],
    classifier: [recurrent(cell, 'recurrent', first, false), last],
    bidirectional: [
      layer('Bidirectional', 'bidirectional', {
        layer: recurrent(cell, 'recurrent', first, false),
        merge_mode: 'concat',
      }),
      last,
    ],
    frames: [
      layer('TimeDistributed', 'time_distributed', { layer: convolution }),
      layer('TimeDistributed', 'time_distributed_1', { layer: pooling }),
      layer('TimeDistributed', 'time_distributed_2', { layer: flattening }),
      recurrent(cell, 'recurrent', first, false),
      last,
    ],
  };
  const input = layer('InputLayer', 'input_layer', { batch_shape: [null, steps, ...features], dtype: 'float32' });
  const masking = workload.lengths === null ? [] : [layer('Masking', 'masking', { mask_value: 0 })];
  return layer('Sequential', 'sequential', { layers: [input, ...masking, ...body[workload.model]] });
}

function recurrent(cell: Workload['cell'], name: string, units: number, returnSequences: boolean): KerasConfig {
  return layer(cell, name, {
    units,
    activation: 'tanh',
    ...(cell === 'SimpleRNN' ? {} : { recurrent_activation: 'sigmoid' }),
    ...(cell === 'GRU' ? { reset_after: true } : {}),
    use_bias: true,
    return_sequences: returnSequences,
  });
}

function dense(units: number, activation: string): KerasConfig {
  return layer('Dense', 'dense', { units, activation, use_bias: true });
}

function layer(className: string, name: string, config: Readonly<Record<string, unknown>>): KerasConfig {
  return {
    module: 'keras.layers',
    class_name: className,
    config: { name, ...config },
    registered_name: null,
  };
}

const convolution = layer('Conv2D', 'conv2d', {
  filters: 2,
  kernel_size: [2, 2],
  strides: [1, 1],
  padding: 'valid',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  groups: 1,
  activation: 'relu',
  use_bias: true,
});
const pooling = layer('MaxPooling2D', 'max_pooling2d', {
  pool_size: [2, 2],
  strides: [2, 2],
  padding: 'valid',
  data_format: 'channels_last',
});
const flattening = layer('Flatten', 'flatten', { data_format: 'channels_last' });
