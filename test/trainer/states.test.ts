/** States of stateful layers: carried, forgotten as the setting says, moved to batches of another size. */
import { describe, expect, test } from 'vitest';
import { batchFacts, unknownFacts } from '../../shared/data/batch-facts.ts';
import { axis } from '../../shared/graph/shape.ts';
import { statefulProblems } from '../../shared/graph/stateful-checks.ts';
import { applyRepair, repairsFor } from '../../shared/graph/repairs.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { validateGraph } from '../../shared/graph/validate-graph.ts';
import { inputSpec } from '../../shared/data/sample-spec.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { languages } from '../../shared/i18n/index.ts';
import type { ProjectId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { templates } from '../../shared/templates/index.ts';
import { loadEngine } from '../../main/engine/backend.ts';
import { trainingPlan } from '../../main/trainer/epoch-order.ts';
import { hasStatefulLayers, withBatchSize } from '../../main/trainer/model/batch-twin.ts';
import { buildModel, createContext, type KerasConfig, type Model } from '../../main/trainer/model/build-model.ts';
import { dropStates, putStates, readStates, takeStates, writeStates } from '../../main/trainer/model/carried-states.ts';
import { predictRun } from '../../main/trainer/predict-run.ts';
import { createStatePolicy } from '../../main/trainer/state-policy.ts';
import { trainInPlace } from './run-in-place.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const layer = (className: string, config: Readonly<Record<string, unknown>>): KerasConfig => ({
  module: 'keras.layers',
  class_name: className,
  config,
  registered_name: null,
});
const sequential = (...layers: readonly KerasConfig[]): KerasConfig => ({
  class_name: 'Sequential',
  config: { name: 'model', layers },
});
const statefulModel = (batch: number, className = 'LSTM'): KerasConfig =>
  sequential(
    layer('InputLayer', { batch_shape: [batch, 1, 1], dtype: 'float32', name: 'input' }),
    layer(className, { name: 'first', units: 3, return_sequences: true, stateful: true }),
    layer(className, { name: 'second', units: 2, stateful: true }),
  );

const engine = await loadEngine('auto');
const { tf } = engine;

async function outputOf(model: Model, values: readonly number[]): Promise<readonly number[]> {
  const x = tf.tensor([...values], [values.length, 1, 1]);
  const y = tf.tidy(() => model.call([x], createContext({ training: false })).outputs[0]?.clone());
  const found = [...((await y?.data()) ?? [])];
  x.dispose();
  y?.dispose();
  return found;
}

describe.each(['LSTM', 'GRU', 'SimpleRNN'])('a stateful %s', (className) => {
  test('in batches of one reads a series as a stateless one reads it whole', async () => {
    const model = buildModel(tf, statefulModel(1, className), { seed: 5 });
    const whole = buildModel(
      tf,
      sequential(
        layer('InputLayer', { batch_shape: [null, 4, 1], dtype: 'float32', name: 'input' }),
        layer(className, { name: 'first', units: 3, return_sequences: true }),
        layer(className, { name: 'second', units: 2 }),
      ),
      { seed: 5 },
    );
    whole.setWeights(await model.getWeights());
    const series = [0.5, -0.25, 1, 0.75];
    let last: readonly number[] = [];
    for (const value of series) last = await outputOf(model, [value]);
    const x = tf.tensor(series, [1, 4, 1]);
    const y = tf.tidy(() => whole.call([x], createContext({ training: false })).outputs[0]?.clone());
    [...((await y?.data()) ?? [])].forEach((value, index) => expect(last[index]).toBeCloseTo(value, 6));
    for (const one of [x, y]) one?.dispose();
    model.dispose();
    whole.dispose();
  });

  test('weights move to batches of another size, and each place has a state of its own', async () => {
    const config = statefulModel(3, className);
    const model = buildModel(tf, config, { seed: 5 });
    const twin = buildModel(tf, withBatchSize(config, 1), { seed: 6 });
    twin.setWeights(await model.getWeights());
    await outputOf(model, [1, 2, 3]);
    const together = await outputOf(model, [4, 5, 6]);
    for (const [place, [first, second]] of [
      [1, 4],
      [2, 5],
      [3, 6],
    ].entries()) {
      twin.resetStates();
      await outputOf(twin, [first ?? 0]);
      (await outputOf(twin, [second ?? 0])).forEach((value, unit) =>
        expect(value).toBeCloseTo(together[place * 2 + unit] ?? Number.NaN, 6),
      );
    }
    model.dispose();
    twin.dispose();
  });
});

test('states are set aside and put back, read and written, and nothing leaks', async () => {
  const before = tf.memory().numTensors;
  const model = buildModel(tf, statefulModel(2), { seed: 5 });
  await outputOf(model, [1, 2]);
  const kept = await readStates(model);
  expect(kept.map(({ shape }) => shape)).toEqual([
    [2, 3],
    [2, 3],
    [2, 2],
    [2, 2],
  ]);
  const next = await outputOf(model, [3, 4]);
  writeStates(model, kept);
  expect(await outputOf(model, [3, 4])).toEqual(next);
  const after = await outputOf(model, [5, 6]);
  writeStates(model, kept);
  await outputOf(model, [3, 4]);
  const policy = createStatePolicy(model, { stateReset: 'never' });
  await policy.aside(async () => void (await outputOf(model, [9, 9])));
  policy.beforeEpoch();
  expect(await outputOf(model, [5, 6])).toEqual(after);
  const held = takeStates(model);
  const anew = await outputOf(model, [5, 6]);
  expect(anew).not.toEqual(after);
  model.resetStates();
  putStates(held);
  dropStates(takeStates(model));
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test.each([
  ['epoch', [true, false, false, false]],
  ['batch', [true, true, true, true]],
  ['sequence', [true, false, true, false]],
  ['never', [true, false, false, false]],
] as const)('reset policy %s', async (stateReset, forgets) => {
  const model = buildModel(tf, statefulModel(1), { seed: 5 });
  const fresh = await outputOf(model, [0.5]);
  model.resetStates();
  const policy = createStatePolicy(model, { stateReset });
  const seen: boolean[] = [];
  for (let batch = 0; batch < 4; batch++) {
    if (batch === 0) policy.beforeEpoch();
    policy.beforeBatch(batch, new Set([0, 2]));
    seen.push(JSON.stringify(await outputOf(model, [0.5])) === JSON.stringify(fresh));
  }
  expect(seen).toEqual(forgets);
  policy.beforeEpoch();
  const isFresh = JSON.stringify(await outputOf(model, [0.5])) === JSON.stringify(fresh);
  expect(isFresh).toBe(stateReset !== 'never');
  model.dispose();
});

test('the plan of an epoch: lanes without shuffling, whole batches where the rest is dropped', () => {
  const settings = { shuffle: false, seed: 1, batchSize: 2, stepsPerEpoch: null, remainder: 'keep' } as const;
  const lanes = { size: 2, order: Int32Array.of(0, 2, 1, 3), starts: [0], dropped: 1 };
  expect([...trainingPlan({ count: 5, lanes }, settings, false, 1).order]).toEqual([0, 2, 1, 3]);
  expect([...trainingPlan({ count: 5, lanes }, { ...settings, batchSize: 3 }, false, 1).order]).toEqual([
    0, 1, 2, 3, 4,
  ]);
  expect([...trainingPlan({ count: 5 }, { ...settings, remainder: 'drop' }, false, 1).order]).toEqual([0, 1, 2, 3]);
  expect([...trainingPlan({ count: 1 }, { ...settings, remainder: 'drop' }, false, 1).order]).toEqual([]);
});

const stateful = (): ProjectDoc => templates.stateful.create('project-states' as ProjectId, 'States');
const lessData = (doc: ProjectDoc, samples: number, lanes: number): ProjectDoc => ({
  ...doc,
  data: {
    ...doc.data,
    source:
      doc.data.source?.kind === 'generator'
        ? { ...doc.data.source, samples, validationSamples: samples, params: { lookAhead: 3, period: 20, lanes } }
        : doc.data.source,
  },
});

describe('before training', () => {
  const facts = { train: 103, validation: 50, lanes: null };
  const cases: readonly (readonly [
    string,
    (doc: ProjectDoc) => ProjectDoc,
    typeof facts | { lanes: number; train: number; validation: number },
    string,
    readonly string[],
  ])[] = [
    [
      'shuffling',
      (doc) => ({ ...doc, training: { ...doc.training, shuffle: true } }),
      { ...facts, train: 100 },
      'training/stateful-shuffle',
      ['shuffleOff'],
    ],
    ['a smaller last batch', (doc) => doc, facts, 'training/stateful-ragged', ['dropRemainder']],
    [
      'a smaller last validation batch',
      (doc) => doc,
      { ...facts, train: 100, validation: 51 },
      'training/stateful-ragged',
      ['dropRemainder'],
    ],
    [
      'another batch size than the model’s',
      (doc) => ({ ...doc, training: { ...doc.training, batchSize: 10 } }),
      { ...facts, train: 100 },
      'training/stateful-batch',
      ['trainingBatch', 'inputBatch'],
    ],
    [
      'other lanes than places in a batch',
      (doc) => doc,
      { ...facts, lanes: 8 },
      'training/stateful-lanes',
      ['lanesBatch'],
    ],
    [
      'an open batch',
      (doc) => ({
        ...doc,
        graph: {
          ...doc.graph,
          nodes: doc.graph.nodes.map((node) => (node.type === 'input' ? { ...node, params: { from: 'data' } } : node)),
        },
      }),
      { ...facts, train: 100 },
      'training/stateful-batch-open',
      ['fixInputBatch'],
    ],
  ];
  test.each(cases)('%s is refused with its reason and mended by one click', (_, change, batches, code, repairs) => {
    const doc = change(stateful());
    const inputSpecs = doc.data.source ? inputSpec(doc.data.recipe, doc.data.source).inputs : [];
    const options = { inputSpecs, targetSpecs: [], settings: doc.training, batches };
    const errors = validateGraph(doc.graph, options).filter(({ severity }) => severity === 'error');
    expect(errors.map((found) => found.code)).toEqual([code]);
    const [found] = errors;
    if (!found) throw new Error('a problem');
    for (const language of languages) {
      const text = problemText(found, translator(language));
      expect(text).not.toContain('problem.');
      expect(text).not.toMatch(/\{\w+\}/);
    }
    const context = { inference: inferGraph(doc.graph, { inputSpecs }), inputSpecs, targetSpecs: [] };
    expect(repairsFor(doc.graph, found, context)).toEqual(repairs);
    for (const repair of repairs) {
      const mended = applyRepair(doc, repair, found, context);
      expect(statefulProblems(mended.graph, mended.training, batches)).toEqual([]);
    }
  });

  test('a model without stateful layers takes any batches; the template is sound', () => {
    const doc = stateful();
    const { source, recipe } = doc.data;
    expect(statefulProblems(doc.graph, doc.training, batchFacts(source, recipe))).toEqual([]);
    const plain = templates.dampedSine.create('project-sine' as ProjectId, 'Sine');
    expect(statefulProblems(plain.graph, { ...plain.training, shuffle: true }, unknownFacts)).toEqual([]);
  });

  test('the core refuses to begin', async () => {
    const doc = stateful();
    const shuffled = { ...doc, training: { ...doc.training, shuffle: true } };
    await expect(trainInPlace(shuffled, { engine: 'auto' })).rejects.toMatchObject({
      problem: { code: 'training/stateful-shuffle' },
    });
  });
});

test('a trained stateful model predicts along its series, page by page as in one go', async () => {
  const doc = lessData(stateful(), 100, 25);
  const { folder } = await trainInPlace({ ...doc, training: { ...doc.training, epochs: 2 } }, { engine: 'auto' });
  const dataFolder = temporaryFolder();
  const ask = (offset: number, limit: number) =>
    predictRun({ runFolder: folder, dataFolder, request: { kind: 'split', split: 'train', offset, limit } });
  const all = await ask(0, 100);
  expect(all.rows).toHaveLength(100);
  expect((await ask(60, 40)).rows).toEqual(all.rows.slice(60));
  // With memory: the same input twice is not told the same.
  const [first, again] = [all.rows[0], all.rows[20]];
  expect(first?.[1]).not.toBe(again?.[1]);
  expect(hasStatefulLayers(statefulModel(1))).toBe(true);
});

test('a stateful character model writes after each epoch, and goes on with a text in the Use place', async () => {
  const doc = templates.characters.create('project-text' as ProjectId, 'Text');
  const content = 'the cat sat on the mat and the dog sat on the log. '.repeat(8);
  const small: ProjectDoc = {
    ...doc,
    graph: {
      ...doc.graph,
      nodes: doc.graph.nodes.map((node) =>
        node.type === 'input'
          ? { ...node, params: { ...node.params, batchSize: 8 } }
          : node.type === 'lstm'
            ? { ...node, params: { ...node.params, units: 8, stateful: true } }
            : node.type === 'dense'
              ? { ...node, params: { ...node.params, units: new Set(content).size } }
              : node,
      ),
    },
    data: {
      source: { kind: 'inline', format: 'text', name: 'cats.txt', content },
      recipe: { version: 1, steps: [{ step: 'characters', length: 10, stride: 10, oneHot: true }] },
    },
    training: { ...doc.training, batchSize: 8, epochs: 1, shuffle: false, remainder: 'drop', keepBest: null },
  };
  const run = await trainInPlace(small, {
    engine: 'auto',
    inputs: [{ name: 'input', shape: [axis('time', 10), axis('features', new Set(content).size)], dtype: 'float32' }],
  });
  const texts = run.events.find((event) => event.kind === 'texts');
  expect(texts?.samples.map(({ text }) => text.length)).toEqual([400, 400, 400, 400]);
  const { text } = await predictRun({
    runFolder: run.folder,
    dataFolder: run.folder,
    request: { kind: 'text', seedText: 'the cat sat', characters: 30, temperature: 1, seed: 1 },
  });
  expect(text).toHaveLength(41);
});
