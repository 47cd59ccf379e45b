/**
 * Padding says nothing: the same sequences padded to twice the length give the same loss, metrics, gradients and states.
 * Needs no Keras. The same checks run on each engine, in a process each.
 */
import { describe, expect, test } from 'vitest';
import type { Tf } from '../../main/trainer/model/layer.ts';
import { buildModel, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { uniform } from '../../main/trainer/model/random.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { chain, draw, type Drawn, type DrawnNode, output } from '../graph/drawing.ts';

const [batch, steps, features, units] = [3, 5, 2, 3] as const;
/** True lengths of the three sequences; one fills the shorter batch. */
const lengths = [5, 2, 4] as const;

const layer = (id: string, type: string, params: Record<string, unknown> = {}): DrawnNode => ({ id, type, params });
const input = layer('in', 'input', { from: 'fixed', shape: [null, features] });
const words = layer('in', 'input', { from: 'fixed', shape: [null], dtype: 'int32' });
/** Not 0, which would leave a recurrent layer as it is even without a mask. */
const padding = -9;
const mask = layer('mask', 'masking', { maskValue: padding });
const sequence = (id: string, type = 'lstm'): DrawnNode => layer(id, type, { units, returnSequences: true });
const head = layer('head', 'dense', { units: 2 });
const through = (...nodes: readonly DrawnNode[]): Drawn => chain(input, mask, ...nodes, output);

interface Padded {
  readonly name: string;
  readonly drawn: Drawn;
  /** One target a step instead of one a sequence. */
  readonly isStepwise?: boolean;
  readonly isWords?: boolean;
  /** Outputs beside the first, such as states; their targets are vectors of `units`. */
  readonly states?: number;
}
const cases: readonly Padded[] = [
  ...(['lstm', 'gru', 'simpleRnn'] as const).flatMap((type): readonly Padded[] => [
    { name: `${type}, last step`, drawn: through(layer('a', type, { units }), head) },
    { name: `${type}, every step`, drawn: through(sequence('a', type), head), isStepwise: true },
  ]),
  {
    name: 'states of an LSTM',
    states: 2,
    drawn: {
      nodes: [
        input,
        mask,
        layer('a', 'lstm', { units, returnState: true }),
        head,
        output,
        layer('o2', 'output'),
        layer('o3', 'output'),
      ],
      wires: [
        ['in', 'mask'],
        ['mask', 'a'],
        ['a', 'head'],
        ['head', 'out'],
        ['a.h', 'o2'],
        ['a.c', 'o3'],
      ],
    },
  },
  { name: 'three layers', drawn: through(sequence('a'), sequence('b', 'gru'), layer('c', 'lstm', { units }), head) },
  {
    name: 'both directions, every step',
    isStepwise: true,
    drawn: through(
      layer('a', 'bidirectional', { layer: { type: 'lstm', params: { units, returnSequences: true } } }),
      head,
    ),
  },
  {
    name: 'both directions twice, last step',
    drawn: through(
      layer('a', 'bidirectional', { layer: { type: 'gru', params: { units, returnSequences: true } } }),
      layer('b', 'bidirectional', { layer: { type: 'lstm', params: { units } }, mergeMode: 'ave' }),
      head,
    ),
  },
  {
    name: 'TimeDistributed',
    isStepwise: true,
    drawn: through(
      layer('td', 'timeDistributed', { layer: { type: 'dense', params: { units: 4, activation: 'tanh' } } }),
      sequence('a'),
      head,
    ),
  },
  { name: 'masked average', drawn: through(sequence('a'), layer('pool', 'globalAveragePooling1d'), head) },
  {
    name: 'batch normalization',
    isStepwise: true,
    drawn: through(sequence('a'), layer('norm', 'batchNormalization'), head),
  },
  {
    name: 'attention of a sequence to itself',
    drawn: {
      nodes: [
        input,
        mask,
        sequence('a'),
        layer('look', 'multiHeadAttention', { numHeads: 2, keyDim: 3 }),
        layer('pool', 'globalAveragePooling1d'),
        head,
        output,
      ],
      wires: [
        ['in', 'mask'],
        ['mask', 'a'],
        ['a', 'look.query'],
        ['a', 'look.value'],
        ['look', 'pool'],
        ['pool', 'head'],
        ['head', 'out'],
      ],
    },
  },
  {
    name: 'Embedding',
    isWords: true,
    drawn: chain(
      words,
      layer('w', 'embedding', { inputDim: 7, outputDim: 3, maskZero: true }),
      layer('a', 'gru', { units }),
      head,
      output,
    ),
  },
];

/** Values of a batch of `total` steps whose real part does not depend on `total`. */
function placed(values: Float32Array, width: number, total: number, side: 'pre' | 'post', fill = 0): Float32Array {
  const result = new Float32Array(batch * total * width).fill(fill);
  for (let sample = 0; sample < batch; sample++) {
    const length = lengths[sample] ?? 0;
    const from = side === 'pre' ? total - length : 0;
    for (let at = 0; at < length * width; at++)
      result[(sample * total + from) * width + at] = values[sample * steps * width + at] ?? 0;
  }
  return result;
}

/** Loss, metrics, weights after a step of SGD with rate 1 (so: the gradients) and predictions of whole sequences. */
async function outcome(
  tf: Tf,
  config: KerasConfig,
  { isStepwise = false, isWords = false, states = 0 }: Padded,
  total: number,
  side: 'pre' | 'post',
) {
  const model = buildModel(tf, config, { seed: 5 });
  const count = 1 + states;
  const trainer = createTrainStep({
    tf,
    model,
    loss: count > 1 ? Array.from({ length: count }, () => 'mse') : 'mse',
    metrics: count > 1 ? Array.from({ length: count }, () => ['mae']) : ['mae'],
    optimizer: { class_name: 'SGD', config: { learning_rate: 1 } },
  });
  const raw = uniform(3, batch * steps * features);
  const x = isWords
    ? tf.tensor(
        Int32Array.from(
          placed(
            raw.map((value) => 1 + Math.floor(value * 6)),
            1,
            total,
            side,
          ),
        ),
        [batch, total],
        'int32',
      )
    : tf.tensor(
        placed(
          raw.map((value) => value * 2 - 1.1),
          features,
          total,
          side,
          padding,
        ),
        [batch, total, features],
      );
  const y = isStepwise
    ? tf.tensor(placed(uniform(4, batch * steps * 2), 2, total, side), [batch, total, 2])
    : tf.tensor(uniform(4, batch * 2), [batch, 2]);
  const stateTargets = Array.from({ length: states }, (_, index) =>
    tf.tensor(uniform(20 + index, batch * units), [batch, units]),
  );
  const data = { x: [x], y: [y, ...stateTargets] };
  const outputs = trainer.predict(data.x);
  const predictions = isStepwise ? [] : await Promise.all(outputs.map(async (one) => Array.from(await one.data())));
  const figures = await trainer.evaluate([data]);
  const [first] = await trainer.read([trainer.step(data, { stepIndex: 0, seed: 1 })]);
  const weights = (await model.getWeights()).map(({ values }) => Array.from(values));
  for (const tensor of [...outputs, ...data.x, ...data.y]) tensor.dispose();
  trainer.dispose();
  model.dispose();
  return { predictions, figures: Object.values(figures), loss: first?.loss ?? Number.NaN, weights };
}

const largestGap = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
  Math.max(0, ...a.flatMap((row, index) => row.map((value, at) => Math.abs(value - (b[index]?.[at] ?? Number.NaN)))));

export function paddingSuite(tf: Tf, engine: string): void {
  describe(`padding a batch twice as far changes nothing, on ${engine}`, () => {
    test.each(cases.flatMap((one) => (['post', 'pre'] as const).map((side) => ({ ...one, side }))))(
      '$name, padding $side',
      { timeout: 120_000 },
      async (one) => {
        const compiled = graphToKeras(draw(one.drawn), { inputSpecs: [] });
        if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
        const config: KerasConfig = compiled.value;
        const short = await outcome(tf, config, one, steps, one.side);
        const long = await outcome(tf, config, one, 2 * steps, one.side);
        expect(short.weights.flat().every(Number.isFinite)).toBe(true);
        expect(Math.abs(short.loss - long.loss)).toBeLessThanOrEqual(1e-6);
        expect(largestGap([short.figures], [long.figures])).toBeLessThanOrEqual(1e-6);
        expect(largestGap(short.predictions, long.predictions)).toBeLessThanOrEqual(1e-6);
        expect(largestGap(short.weights, long.weights)).toBeLessThanOrEqual(1e-6);
        // Without a mask padding does count: the check can fail.
        const bare = draw(one.drawn);
        const unmasked = graphToKeras(
          {
            ...bare,
            nodes: bare.nodes.map((node) =>
              node.type === 'masking'
                ? { ...node, type: 'activation', params: { activation: 'linear' } }
                : node.type === 'embedding'
                  ? { ...node, params: { ...node.params, maskZero: false } }
                  : node,
            ),
          },
          { inputSpecs: [] },
        );
        if (!unmasked.ok) throw new Error(JSON.stringify(unmasked.problem));
        const [one1, one2] = [
          await outcome(tf, unmasked.value, one, steps, one.side),
          await outcome(tf, unmasked.value, one, 2 * steps, one.side),
        ];
        expect(Math.abs(one1.loss - one2.loss)).toBeGreaterThan(1e-6);
      },
    );
  });
}
