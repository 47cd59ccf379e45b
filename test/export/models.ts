/** Models for export tests, as the studio compiles them: Keras 3's functional config. */
import type { KerasConfig } from '../../main/trainer/model/build-model.ts';

export type Config = Readonly<Record<string, unknown>>;

export const layer = (className: string, name: string, config: Config = {}): KerasConfig => ({
  module: 'keras.layers',
  class_name: className,
  config: { name, ...config },
  registered_name: null,
});

const tensor = (from: string, call = 0, output = 0): Config => ({
  class_name: '__keras_tensor__',
  config: { shape: [null], dtype: 'float32', keras_history: [from, call, output] },
});

/** A layer of a functional model with the layers it is called on, once for each call. */
export const node = (made: KerasConfig, ...calls: readonly (string | readonly string[])[]): KerasConfig =>
  ({
    ...made,
    name: made.config['name'],
    inbound_nodes: calls.map((from) => ({
      args: [typeof from === 'string' ? tensor(from) : from.map((one) => tensor(one))],
      kwargs: {},
    })),
  }) as KerasConfig;

export const input = (name: string, shape: readonly number[], dtype = 'float32'): KerasConfig =>
  ({
    ...layer('InputLayer', name, { batch_shape: [null, ...shape], dtype, sparse: false }),
    name,
    inbound_nodes: [],
  }) as KerasConfig;

export const functional = (
  name: string,
  layers: readonly KerasConfig[],
  inputs: readonly string[],
  outputs: readonly string[],
): KerasConfig => ({
  module: 'keras.src.models.functional',
  class_name: 'Functional',
  config: {
    name,
    trainable: true,
    layers,
    input_layers: inputs.map((one) => [one, 0, 0]),
    output_layers: outputs.length === 1 ? [outputs[0], 0, 0] : outputs.map((one) => [one, 0, 0]),
  },
  registered_name: 'Functional',
});

const recurrent = (className: string, name: string, units: number, config: Config = {}): KerasConfig =>
  layer(className, name, { units, ...config });
const dense = (name: string, units: number, config: Config = {}): KerasConfig =>
  layer('Dense', name, { units, ...config });

/** Ragged sequences: Masking, LSTM with dropout, softmax. Stock TensorFlow.js can say it. */
export const classifier = functional(
  'classifier',
  [
    input('x', [7, 3]),
    node(layer('Masking', 'masking', { mask_value: 0 }), 'x'),
    node(recurrent('LSTM', 'lstm', 6, { dropout: 0.5, recurrent_dropout: 0.25, return_sequences: true }), 'masking'),
    node(recurrent('LSTM', 'lstm_2', 4), 'lstm'),
    node(layer('Dropout', 'dropout', { rate: 0.5 }), 'lstm_2'),
    node(
      dense('class', 3, { activation: 'softmax', kernel_regularizer: { class_name: 'L2', config: { l2: 1 } } }),
      'dropout',
    ),
  ],
  ['x'],
  ['class'],
);

/** Two branches, a block that both share, batch normalization, what the TensorFlow.js dialect lacks. */
const block = functional(
  'encoder',
  [
    input('step', [7, 3]),
    node(recurrent('GRU', 'gru', 5, { return_sequences: true, reset_after: true }), 'step'),
    node(layer('BatchNormalization', 'norm'), 'gru'),
  ],
  ['step'],
  ['norm'],
);
export const shared = functional(
  'shared',
  [
    input('a', [7, 3]),
    input('b', [7, 3]),
    node({ ...block, name: 'encoder' } as KerasConfig, 'a', 'b'),
    node(
      layer('Bidirectional', 'both', {
        merge_mode: 'concat',
        layer: recurrent('SimpleRNN', 'rnn', 4, { return_sequences: true }),
      }),
      'encoder',
    ),
    {
      ...node(layer('Subtract', 'difference')),
      inbound_nodes: [{ args: [[tensor('encoder', 0), tensor('encoder', 1)]], kwargs: {} }],
    } as unknown as KerasConfig,
    node(layer('TimeDistributed', 'each', { layer: dense('inner', 8, { activation: 'tanh' }) }), 'difference'),
    node(layer('Concatenate', 'joined', { axis: -1 }), ['both', 'each']),
    node(layer('GlobalMaxPooling1D', 'pool'), 'joined'),
    node(layer('LayerNormalization', 'layer_norm'), 'pool'),
    node(dense('number', 2), 'layer_norm'),
    node(dense('chance', 1, { activation: 'sigmoid' }), 'layer_norm'),
  ],
  ['a', 'b'],
  ['number', 'chance'],
);

/** Images over time through a nested model: what stock TensorFlow.js also has. */
export const film = functional(
  'film',
  [
    input('frames', [4, 6, 6, 1]),
    node(
      layer('TimeDistributed', 'each_frame', {
        layer: {
          class_name: 'Sequential',
          module: 'keras',
          registered_name: null,
          config: {
            name: 'look',
            layers: [
              layer('InputLayer', 'frame', { batch_shape: [null, 6, 6, 1], dtype: 'float32' }),
              layer('Conv2D', 'conv', { filters: 2, kernel_size: [2, 2], activation: 'relu' }),
              layer('MaxPooling2D', 'pool', { pool_size: [2, 2] }),
              layer('Flatten', 'flat'),
            ],
          },
        },
      }),
      'frames',
    ),
    node(layer('Bidirectional', 'both', { merge_mode: 'sum', layer: recurrent('LSTM', 'lstm', 5) }), 'each_frame'),
    node(layer('BatchNormalization', 'norm'), 'both'),
    node(dense('out', 1, { activation: 'sigmoid' }), 'norm'),
  ],
  ['frames'],
  ['out'],
);

/** Words: whole numbers through an embedding with mask. */
export const words = functional(
  'words',
  [
    input('ids', [6], 'int32'),
    node(layer('Embedding', 'embedding', { input_dim: 9, output_dim: 4, mask_zero: true }), 'ids'),
    node(recurrent('GRU', 'gru', 5, { reset_after: false }), 'embedding'),
    node(layer('RepeatVector', 'repeat', { n: 3 }), 'gru'),
    node(dense('out', 2), 'repeat'),
  ],
  ['ids'],
  ['out'],
);
