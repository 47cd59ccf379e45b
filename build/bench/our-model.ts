import type { KerasConfig } from '../../main/trainer/model/build-model.ts';
import type { Workload } from './workloads.ts';

/** The workload's model as the Keras config that the studio's own compiler would make. */
export function modelConfig(workload: Workload): KerasConfig {
  const { steps, features, target, units, cell } = workload;
  const outputs = target.at(-1) ?? 1;
  const [first = 1, second = 1] = units;
  const body: Record<Workload['model'], readonly KerasConfig[]> = {
    stacked: [
      recurrent(cell, 'recurrent', first, true),
      recurrent(cell, 'recurrent_1', second, false),
      dense(outputs, 'linear'),
    ],
    'encoder-decoder': [
      recurrent(cell, 'recurrent', first, false),
      layer('RepeatVector', 'repeat_vector', { n: target[0] ?? 1 }),
      recurrent(cell, 'recurrent_1', second, true),
      layer('TimeDistributed', 'time_distributed', { layer: dense(outputs, 'softmax') }),
    ],
    classifier: [recurrent(cell, 'recurrent', first, false), dense(outputs, 'softmax')],
  };
  const input = layer('InputLayer', 'input_layer', { batch_shape: [null, steps, features], dtype: 'float32' });
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
  } as KerasConfig;
}
