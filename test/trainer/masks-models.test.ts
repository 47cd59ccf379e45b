/** Masks through whole models into loss and metrics, beside real Keras: outputs, losses of three steps, figures, weights. */
import { describe, expect, test } from 'vitest';
import { uniform } from '../../main/trainer/model/random.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { chain, draw, type Drawn, type DrawnNode, output } from '../graph/drawing.ts';
import { testEngine } from '../golden/support.ts';
import { kerasPython } from '../keras/keras-judge.ts';
import { askForMasks, furthest, type MaskTask, modelWith, type PlainArray, runHere, toTensor } from './masks-judge.ts';

const { tf } = testEngine;
const [batch, steps, features] = [4, 6, 3] as const;

const fixedInput = (id: string, shape: readonly number[], dtype = 'float32'): DrawnNode => ({
  id,
  type: 'input',
  params: { from: 'fixed', shape, dtype },
});
const source = fixedInput('in', [steps, features]);
const mask: DrawnNode = { id: 'mask', type: 'masking' };
const layer = (id: string, type: string, params: Record<string, unknown> = {}): DrawnNode => ({ id, type, params });
const sequence = (id: string, type = 'lstm', params: Record<string, unknown> = {}): DrawnNode =>
  layer(id, type, { units: 3, returnSequences: true, ...params });
const head = layer('head', 'dense', { units: 2 });

/** Post, pre, holes, none. `empty` adds a sample that is padding alone. */
function series(seed: number, isEmpty = false): PlainArray {
  const padding = [[4, 5], [0, 1, 2], [1, 3], isEmpty ? [0, 1, 2, 3, 4, 5] : []];
  const values = Array.from(uniform(seed, batch * steps * features)).map((value, index) => {
    const step = Math.floor(index / features) % steps;
    return padding[Math.floor(index / features / steps)]?.includes(step) ? 0 : value * 2 - 1;
  });
  return { shape: [batch, steps, features], values };
}
const numbers = (seed: number, ...shape: readonly number[]): PlainArray => ({
  shape,
  values: Array.from(
    uniform(
      seed,
      shape.reduce((all, size) => all * size, 1),
    ),
  ),
});

interface Whole {
  readonly name: string;
  readonly drawn: Drawn;
  readonly definitions?: readonly (Drawn & { readonly id: string; readonly name: string })[];
  readonly x: readonly PlainArray[];
  readonly y: readonly PlainArray[];
  readonly compile: Readonly<Record<string, unknown>>;
}
const through = (...nodes: readonly DrawnNode[]): Drawn => chain(source, ...nodes, output);
const vector = { y: [numbers(9, batch, 2)], compile: { loss: 'mse', metrics: ['mae'], optimizer: 'sgd' } };
const stepwise = {
  y: [numbers(9, batch, steps, 2)],
  compile: { loss: 'mae', metrics: ['mse', 'mae'], optimizer: 'adam' },
};
const x = [series(1)];

const blockOfLayers = {
  id: 'reader',
  name: 'reader',
  ...chain(
    layer('bi', 'input'),
    layer('bd', 'dense', { units: 4, activation: 'tanh' }),
    layer('bn', 'layerNormalization'),
    layer('bo', 'output'),
  ),
};
const maskedBlock = {
  id: 'masked',
  name: 'masked',
  ...chain(layer('mi', 'input'), layer('mm', 'masking'), sequence('ml', 'gru'), layer('mo', 'output')),
};

const wholes: readonly Whole[] = [
  {
    name: 'three recurrent layers',
    drawn: through(mask, sequence('a'), sequence('b', 'gru'), layer('c', 'simpleRnn', { units: 3 }), head),
    x,
    ...vector,
  },
  {
    name: 'a sample of padding alone',
    drawn: through(mask, sequence('a'), layer('b', 'lstm', { units: 3 }), head),
    x: [series(2, true)],
    ...vector,
  },
  {
    name: 'both directions',
    drawn: through(
      mask,
      layer('a', 'bidirectional', { layer: { type: 'lstm', params: { units: 3, returnSequences: true } } }),
      layer('b', 'bidirectional', { layer: { type: 'gru', params: { units: 2 } }, mergeMode: 'sum' }),
      head,
    ),
    x,
    ...vector,
  },
  {
    name: 'TimeDistributed of a layer, into loss and metrics',
    drawn: through(
      mask,
      sequence('a'),
      layer('td', 'timeDistributed', { layer: { type: 'dense', params: { units: 2 } } }),
    ),
    x,
    ...stepwise,
  },
  {
    name: 'TimeDistributed of a whole block',
    drawn: through(
      mask,
      layer('td', 'timeDistributed', { layer: { definition: 'reader' } }),
      sequence('a', 'gru'),
      head,
    ),
    definitions: [blockOfLayers],
    x,
    ...stepwise,
  },
  {
    name: 'a mask made inside a block',
    drawn: {
      nodes: [source, { id: 'block', type: 'block', definition: 'masked' }, head, output],
      wires: [
        ['in', 'block.mi'],
        ['block.mo', 'head'],
        ['head', 'out'],
      ],
    },
    definitions: [maskedBlock],
    x,
    ...stepwise,
  },
  {
    name: 'numbers of an Embedding',
    drawn: chain(
      fixedInput('in', [steps], 'int32'),
      layer('words', 'embedding', { inputDim: 5, outputDim: 3, maskZero: true }),
      sequence('a'),
      head,
      output,
    ),
    x: [
      {
        shape: [batch, steps],
        values: [1, 2, 3, 4, 0, 0, 0, 0, 2, 1, 4, 3, 1, 0, 2, 0, 4, 3, 3, 3, 1, 2, 4, 1],
        dtype: 'int32',
      },
    ],
    ...stepwise,
  },
  {
    name: 'batch normalization',
    drawn: through(mask, sequence('a'), layer('norm', 'batchNormalization'), head),
    x,
    ...stepwise,
  },
  {
    name: 'zeros at masked steps',
    drawn: through(mask, sequence('a', 'lstm', { zeroOutputForMask: true }), head),
    x,
    ...stepwise,
  },
  {
    name: 'masked average',
    drawn: through(mask, sequence('a'), layer('pool', 'globalAveragePooling1d'), head),
    x,
    ...vector,
  },
  {
    name: 'cross-entropy and accuracy of every step',
    drawn: through(mask, sequence('a'), layer('head', 'dense', { units: 3, activation: 'softmax' })),
    x,
    y: [{ shape: [batch, steps], values: Array.from({ length: batch * steps }, (_, index) => (index * 7) % 3) }],
    compile: { loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'], optimizer: 'rmsprop' },
  },
  ...(['add', 'multiply', 'maximum', 'average', 'concatenate'] as const).flatMap((type) =>
    (['both', 'one'] as const).map(
      (which): Whole => ({
        name: `${type} with ${which} masked`,
        drawn: {
          nodes: [
            fixedInput('in', [steps, features]),
            fixedInput('other', [steps, features]),
            mask,
            which === 'both' ? layer('second', 'masking') : layer('second', 'activation'),
            layer('merge', type),
            sequence('a'),
            head,
            output,
          ],
          wires: [
            ['in', 'mask'],
            ['other', 'second'],
            ['mask', 'merge'],
            ['second', 'merge'],
            ['merge', 'a'],
            ['a', 'head'],
            ['head', 'out'],
          ],
        },
        x: [
          series(3),
          {
            ...series(4),
            values: [...series(4).values.slice(steps * features), ...series(4).values.slice(0, steps * features)],
          },
        ],
        ...stepwise,
      }),
    ),
  ),
  {
    name: 'several outputs: masked steps, a vector, steps without a mask',
    drawn: {
      nodes: [
        source,
        mask,
        sequence('a'),
        head,
        layer('end', 'lstm', { units: 2 }),
        layer('conv', 'conv1d', { filters: 1, kernelSize: [2], padding: 'same' }),
        output,
        { id: 'o2', type: 'output' },
        { id: 'o3', type: 'output' },
      ],
      wires: [
        ['in', 'mask'],
        ['mask', 'a'],
        ['a', 'head'],
        ['a', 'end'],
        ['a', 'conv'],
        ['head', 'out'],
        ['end', 'o2'],
        ['conv', 'o3'],
      ],
    },
    x,
    y: [numbers(9, batch, steps, 2), numbers(10, batch, 2), numbers(11, batch, steps, 1)],
    compile: {
      loss: ['mse', 'mae', 'mse'],
      loss_weights: [1, 0.5, 2],
      metrics: [['mae'], ['mse'], ['mae']],
      optimizer: 'adam',
    },
  },
];

const configOf = ({ drawn, definitions }: Whole): unknown => {
  const compiled = graphToKeras(draw(drawn, definitions), { inputSpecs: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
  return compiled.value;
};

describe.skipIf(!kerasPython)(
  `masks into loss and metrics${kerasPython ? '' : ' SKIPPED: no Python with Keras (WEFT_PYTHON)'}`,
  () => {
    const answers = kerasPython
      ? askForMasks(
          Object.fromEntries(
            wholes.map((whole): [string, MaskTask] => [
              whole.name,
              { config: configOf(whole), x: whole.x, y: whole.y, compile: whole.compile },
            ]),
          ),
        )
      : undefined;

    test.each(wholes)('$name', { timeout: 240_000 }, async (whole) => {
      const keras = (await answers)?.[whole.name];
      expect(keras?.error).toBeUndefined();
      if (!keras) throw new Error('Keras gave no answer');
      const model = modelWith(tf, configOf(whole), keras.weights);
      expect(furthest((await runHere(tf, model, whole.x)).outputs, keras.outputs)).toBeLessThan(1e-5);

      const { loss, metrics, optimizer, loss_weights: lossWeights = null } = whole.compile;
      const trainer = createTrainStep({ tf, model, loss, metrics, optimizer, lossWeights });
      const data = { x: whole.x.map((array) => toTensor(tf, array)), y: whole.y.map((array) => toTensor(tf, array)) };
      const figures = await trainer.evaluate([data]);
      const wanted = Object.entries(keras.figures ?? {});
      expect(wanted.length).toBeGreaterThan(1);
      for (const [name, value] of wanted)
        expect(Math.abs((figures[name] ?? Number.NaN) - value), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
      for (const [stepIndex, value] of (keras.losses ?? []).entries()) {
        const [found] = await trainer.read([trainer.step(data, { stepIndex, seed: 0 })]);
        expect(Math.abs((found?.loss ?? Number.NaN) - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
      }
      const after = (await model.getWeights()).map(({ shape, values }) => ({ shape, values: Array.from(values) }));
      expect(furthest(after, keras.after ?? [])).toBeLessThan(1e-4);
      trainer.dispose();
      model.dispose();
      for (const tensor of [...data.x, ...data.y]) tensor.dispose();
    });
  },
);
