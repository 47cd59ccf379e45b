/** Real Keras is the judge of what compiled graphs and settings mean. */
import { describe, expect, test } from 'vitest';
import type { InputSpec } from '../../shared/data/spec-types.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { summarize } from '../../shared/graph/summary.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { allLossTypes } from '../../shared/training/losses.ts';
import { allMetricTypes } from '../../shared/training/metrics.ts';
import { allOptimizerTypes } from '../../shared/training/optimizers.ts';
import { defaultSchedule, scheduleKinds } from '../../shared/training/schedules.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../../shared/training/training-settings.ts';
import { chain, draw, framesInput, input, output, sequenceInput, siamese } from '../graph/drawing.ts';
import { bare } from './golden-configs.ts';
import { askKeras, kerasPython } from './keras-judge.ts';

const eye = {
  id: 'eye',
  name: 'eye',
  ...chain(
    { id: 'i', type: 'input' },
    { id: 'conv', type: 'conv2d', params: { filters: 2, kernelSize: [2, 2] } },
    { id: 'pool', type: 'maxPooling2d' },
    { id: 'flat', type: 'flatten' },
    { id: 'o', type: 'output' },
  ),
};
const encoder = {
  id: 'enc',
  name: 'encoder',
  ...chain(
    { id: 'i', type: 'input' },
    { id: 'mask', type: 'masking' },
    { id: 'lstm', type: 'lstm', params: { units: 5, returnSequences: true } },
    { id: 'norm', type: 'batchNormalization' },
    { id: 'o', type: 'output' },
  ),
};
const nesting = {
  id: 'nest',
  name: 'nest',
  nodes: [
    { id: 'ni', type: 'input' },
    { id: 'inner', type: 'block', definition: 'enc' },
    { id: 'pool', type: 'globalAveragePooling1d' },
    { id: 'no', type: 'output' },
  ],
  wires: [
    ['ni', 'inner.i'],
    ['inner.o', 'pool'],
    ['pool', 'no'],
  ] as const,
};
const two: readonly InputSpec[] = [
  ...sequenceInput(6, 3),
  ...sequenceInput(6, 3).map((spec) => ({ ...spec, name: 'second' })),
];

const drawings: readonly { readonly name: string; readonly doc: GraphDoc; readonly inputs: readonly InputSpec[] }[] = [
  {
    name: 'a block at every step (S6)',
    doc: draw(
      chain(
        input,
        { id: 'td', type: 'timeDistributed', params: { layer: { definition: 'eye' } } },
        { id: 'lstm', type: 'lstm', params: { units: 4 } },
        { id: 'dense', type: 'dense' },
        output,
      ),
      [eye],
    ),
    inputs: framesInput,
  },
  {
    name: 'siamese: one definition, two blocks, a mask from inside',
    doc: siamese(encoder),
    inputs: two,
  },
  {
    name: 'a block inside a block',
    doc: draw(
      {
        nodes: [input, { id: 'b', type: 'block', definition: 'nest' }, { id: 'dense', type: 'dense' }, output],
        wires: [
          ['in', 'b.ni'],
          ['b.no', 'dense'],
          ['dense', 'out'],
        ],
      },
      [encoder, nesting],
    ),
    inputs: sequenceInput(6, 3),
  },
  {
    name: 'encoder and decoder by their states, two inputs, two outputs',
    doc: draw({
      nodes: [
        input,
        { id: 'in2', type: 'input' },
        { id: 'enc', type: 'lstm', params: { units: 5, returnState: true } },
        { id: 'dec', type: 'lstm', params: { units: 5, returnSequences: true } },
        { id: 'each', type: 'timeDistributed', params: { layer: { type: 'dense', params: { units: 2 } } } },
        { id: 'head', type: 'dense', params: { units: 3, activation: 'softmax' } },
        output,
        { id: 'out2', type: 'output' },
      ],
      wires: [
        ['in', 'enc'],
        ['in2', 'dec'],
        ['enc.h', 'dec.h0'],
        ['enc.c', 'dec.c0'],
        ['dec', 'each'],
        ['each', 'out'],
        ['enc', 'head'],
        ['head', 'out2'],
      ],
    }),
    inputs: two,
  },
];

const changed = (change: Partial<TrainingSettings>): TrainingSettings => ({ ...defaultTrainingSettings, ...change });
const optimizer = (change: Partial<TrainingSettings['optimizer']>): TrainingSettings =>
  changed({ optimizer: { ...defaultTrainingSettings.optimizer, ...change } });
const settings: Readonly<Record<string, TrainingSettings>> = {
  ...Object.fromEntries(allLossTypes.map(({ id }) => [`loss ${id}`, changed({ loss: { id, params: {} } })])),
  ...Object.fromEntries(allMetricTypes.map(({ id }) => [`metric ${id}`, changed({ metrics: [id] })])),
  ...Object.fromEntries(
    allOptimizerTypes.map(({ id, learningRate }) => [`optimizer ${id}`, optimizer({ id, learningRate, clipnorm: 1 })]),
  ),
  ...Object.fromEntries(
    scheduleKinds.map((kind) => [
      `schedule ${kind}`,
      optimizer({ schedule: defaultSchedule(kind, 10, 0.01), learningRate: 0.01 }),
    ]),
  ),
  'every parameter': optimizer({
    id: 'sgd',
    params: { momentum: 0.9, nesterov: true, weightDecay: 0.01 },
    clipvalue: 0.5,
  }),
};
const compiles = Object.fromEntries(
  Object.entries(settings).map(([name, value]) => [name, compileConfig(value, { stepsPerEpoch: 25 })]),
);

describe.skipIf(!kerasPython)(`real Keras${kerasPython ? '' : ' SKIPPED: no Python with Keras (WEFT_PYTHON)'}`, () => {
  const configs = Object.fromEntries(
    drawings.map(({ name, doc, inputs }) => {
      const compiled = graphToKeras(doc, { inputSpecs: inputs });
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
      return [name, compiled.value];
    }),
  );
  const verdict = kerasPython ? askKeras({ models: configs, compiles }) : undefined;

  test.each(drawings)('$name', { timeout: 120_000 }, async ({ name, doc, inputs }) => {
    const answer = (await verdict)?.models[name];
    expect(answer?.error).toBeUndefined();
    const inference = inferGraph(doc, { inputSpecs: inputs });
    const arriving = doc.nodes
      .filter((node) => node.type === 'output')
      .map((node) => inference.wires.get(doc.wires.find((wire) => wire.to.node === node.id)?.id ?? ('' as never)));
    expect(answer?.outputs).toEqual(arriving.map((wire) => wire?.shape.map((axis) => axis.size)));
    expect(answer?.masked).toEqual(arriving.map((wire) => wire?.masked));
    const counted = totalParams(doc, inference);
    expect({ trainable: answer?.trainable, other: answer?.other }).toEqual(counted);
    expect(summarize(doc, inference, doc.definitions).total).toEqual(counted);

    // What Keras writes when it saves this model is read back as the same model.
    const read = kerasToGraph(answer?.config);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    const again = inferGraph(read.value, { inputSpecs: [] });
    expect(again.problems.filter((found) => found.severity === 'error')).toEqual([]);
    expect(totalParams(read.value, again)).toEqual(counted);
  });

  test.each(Object.keys(settings))('compiles with %s', { timeout: 120_000 }, async (name) => {
    const answer = (await verdict)?.compiles[name];
    expect(answer?.error).toBeUndefined();
    // Keras widens float32 rates; `bare` rounds both sides.
    const { optimizer: ours } = compiles[name] ?? {};
    expect(bare(answer?.compile.optimizer)).toEqual(bare(ours));
  });
});
