/** Reading what Keras writes: what is refused, by which name, and what the rest becomes. */
import { describe, expect, test } from 'vitest';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';

const inputLayer = (shape: readonly (number | null)[], name = 'input_layer') => ({
  module: 'keras.layers',
  class_name: 'InputLayer',
  config: { batch_shape: [null, ...shape], dtype: 'float32', name },
});
const layer = (class_name: string, config: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  module: 'keras.layers',
  class_name,
  config: { name: class_name.toLowerCase(), ...config },
  ...more,
});
const sequential = (...layers: readonly unknown[]) => ({
  module: 'keras',
  class_name: 'Sequential',
  config: { name: 'sequential', layers },
  registered_name: null,
});
const tensor = (shape: readonly (number | null)[], name: string, application = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape, dtype: 'float32', keras_history: [name, application, 0] },
});

describe('refused by name, with a text', () => {
  const cases: readonly (readonly [what: string, config: unknown, names: string])[] = [
    ['an unknown class', sequential(inputLayer([6, 3]), layer('Conv3D', { filters: 3 })), 'Conv3D'],
    [
      'a class of one’s own',
      sequential(inputLayer([6, 3]), {
        ...layer('Dense', { units: 3 }),
        module: 'mine',
        registered_name: 'mine>Dense',
      }),
      'Dense',
    ],
    [
      'a value that cannot be said',
      sequential(
        inputLayer([6, 3]),
        layer('Dense', { units: 3, activation: { module: 'builtins', class_name: 'function', config: 'mine' } }),
      ),
      'activation',
    ],
    [
      'an initializer that is not known',
      sequential(
        inputLayer([6, 3]),
        layer('Dense', {
          units: 3,
          kernel_initializer: { module: 'keras.initializers', class_name: 'STFT', config: {} },
        }),
      ),
      'kernel_initializer',
    ],
    [
      'channels first',
      sequential(inputLayer([3, 6]), layer('Conv1D', { filters: 3, kernel_size: [3], data_format: 'channels_first' })),
      'data_format',
    ],
    [
      'another precision',
      sequential(
        inputLayer([3]),
        layer('Dense', { units: 3, dtype: { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } } }),
      ),
      'mixed_float16',
    ],
    [
      'an entry that would change the result',
      sequential(inputLayer([3]), layer('Dense', { units: 3, lora_rank: 4 })),
      'lora_rank',
    ],
    [
      'two layers that read the same way',
      sequential(
        inputLayer([6, 3]),
        layer('Bidirectional', {
          layer: layer('LSTM', { units: 3 }),
          backward_layer: layer('GRU', { units: 3, go_backwards: false }),
        }),
      ),
      'Bidirectional',
    ],
  ];
  test.each(cases)('%s', (_, config, name) => {
    const read = kerasToGraph(config);
    if (read.ok) throw new Error('was not refused');
    expect(read.problem.code).toBe('model/unsupported-layer');
    expect(JSON.stringify(read.problem.details)).toContain(name);
    for (const language of languages)
      expect(problemText(read.problem, translator(language))).toContain(String(read.problem.details.layer));
  });

  test('what is no model is unreadable', () => {
    for (const nonsense of [
      null,
      3,
      {},
      { class_name: 'Sequential' },
      { class_name: 'Functional', config: { layers: [3] } },
    ]) {
      expect(kerasToGraph(nonsense)).toMatchObject({ ok: false, problem: { code: 'model/unreadable' } });
    }
  });
});

test('a layer applied twice becomes a block that shares its weights', () => {
  const config = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    registered_name: 'Functional',
    config: {
      name: 'functional',
      layers: [
        { ...inputLayer([3], 'a'), name: 'a', inbound_nodes: [] },
        { ...inputLayer([3], 'b'), name: 'b', inbound_nodes: [] },
        {
          ...layer('Dense', { units: 4, name: 'shared' }),
          name: 'shared',
          inbound_nodes: [
            { args: [tensor([null, 3], 'a')], kwargs: {} },
            { args: [tensor([null, 3], 'b')], kwargs: {} },
          ],
        },
        {
          ...layer('Add', { name: 'add' }),
          name: 'add',
          inbound_nodes: [{ args: [[tensor([null, 4], 'shared', 0), tensor([null, 4], 'shared', 1)]], kwargs: {} }],
        },
      ],
      input_layers: [
        ['a', 0, 0],
        ['b', 0, 0],
      ],
      output_layers: ['add', 0, 0],
    },
  };
  const read = kerasToGraph(config);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const inference = inferGraph(read.value, { inputSpecs: [] });
  expect(inference.problems).toEqual([]);
  expect(read.value.nodes.filter((node) => node.type === 'block')).toHaveLength(2);
  expect(totalParams(read.value, inference)).toEqual({ trainable: 16, other: 0 });
});
