/** The studio's own layers, losses and metrics: their Python computes what the engine computes, and both read the file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportModelFiles } from '../../main/export/export-model.ts';
import { usesWeftObjects, weftObjects, weftObjectsFile } from '../../main/export/weft-objects.ts';
import { kerasWeights, readKerasFile } from '../../main/keras-file/read-keras.ts';
import { buildModel } from '../../main/trainer/model/build-model.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { kerasToGraph } from '../../shared/keras/keras-to-graph.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../../shared/training/training-settings.ts';
import { testEngine } from '../golden/support.ts';
import { chain, draw } from '../graph/drawing.ts';
import { disturb, judge, largestDifference, python, sampleInputs, toTensors, type HostArray } from './support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { tf } = testEngine;
const folder = temporaryFolder();
const needsKeras = (name: string): string => (python === undefined ? `${name} (SKIPPED: no Keras)` : name);
const noData = { inputSpecs: [] };
const sequence = { type: 'input', params: { from: 'fixed', shape: [6, 3] } };

/** One encoder, drawn once and used twice, and what lies between. */
const siamese = (distance: string): GraphDoc =>
  draw(
    {
      nodes: [
        { id: 'first', ...sequence },
        { id: 'second', ...sequence },
        { id: 'a', type: 'block', definition: 'encoder' },
        { id: 'b', type: 'block', definition: 'encoder' },
        { id: 'distance', type: distance },
        { id: 'out', type: 'output' },
      ],
      wires: [
        ['first', 'a.i'],
        ['second', 'b.i'],
        ['a.o', 'distance'],
        ['b.o', 'distance'],
        ['distance', 'out'],
      ],
    },
    [
      {
        id: 'encoder',
        name: 'encoder',
        ...chain(
          { id: 'i', type: 'input' },
          { id: 'lstm', type: 'lstm', params: { units: 4 } },
          { id: 'dense', type: 'dense', params: { units: 3 } },
          { id: 'o', type: 'output' },
        ),
      },
    ],
  );

const places = draw(
  chain(
    { id: 'first', ...sequence },
    { id: 'lstm', type: 'lstm', params: { units: 4 } },
    { id: 'dense', type: 'dense', params: { units: 2 } },
    { id: 'out', type: 'output' },
  ),
);

const settings = (loss: string, params: Readonly<Record<string, number>>, metrics: string[]): TrainingSettings => ({
  ...defaultTrainingSettings,
  optimizer: { ...defaultTrainingSettings.optimizer, id: 'sgd', learningRate: 0.05 },
  loss: { id: loss, params },
  metrics,
});
const pairs = settings('contrastive', { margin: 0.8 }, ['pair_accuracy']);
const column = (values: readonly number[]): HostArray => ({ shape: [values.length, 1], values });

const cases = {
  euclidean: { doc: siamese('euclideanDistance'), training: pairs, y: column([1, 0, 0, 1, 1]) },
  manhattan: { doc: siamese('manhattanDistance'), training: pairs, y: column([0, 0, 1, 1, 0]) },
  cosine: { doc: siamese('cosineDistance'), training: pairs, y: column([1, 1, 0, 0, 1]) },
  triplet: { doc: places, training: settings('triplet', { margin: 0.7 }, []), y: column([0, 2, 0, 1, 2]) },
  'triplet of one class': { doc: places, training: settings('triplet', {}, []), y: column([1, 1, 1, 1, 1]) },
} as const;

async function exported(name: string, { doc, training, y }: (typeof cases)[keyof typeof cases]) {
  const compiled = graphToKeras(doc, noData);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
  const config = compiled.value;
  const compile = compileConfig(training, { stepsPerEpoch: 1 });
  const model = buildModel(tf, config, { seed: 5 });
  await disturb(model);
  const inputs = sampleInputs(model);
  // The second pair is twice the same: a distance of zero must have a slope that is a number.
  const x = inputs.map((input, index) =>
    index === 0 ? input : { ...input, values: [...(inputs[0]?.values ?? []).slice(0, 36), ...input.values.slice(36)] },
  );
  const path = join(folder, `${name}.keras`);
  const files = await exportModelFiles('keras', { config, weights: await model.getWeights(), compile: { ...compile } });
  writeFileSync(path, files['model.keras'] ?? '');
  const trainer = createTrainStep({
    tf,
    model,
    loss: compile.loss,
    optimizer: compile.optimizer,
    metrics: compile.metrics,
  });
  const tensors = { x: toTensors(tf, model, x), y: [tf.tensor([...y.values], [...y.shape])] };
  const predict = async (): Promise<ArrayLike<number>> => (await trainer.predict(tensors.x)[0]?.data()) ?? [];
  const before = await predict();
  const [step] = await trainer.read([trainer.step(tensors, { stepIndex: 0, seed: 1 })]);
  const figures = step === undefined ? {} : trainer.named(step);
  return { config, compile, path, x, y: [y], before, figures, after: await predict(), tensors };
}

describe('classes of the studio’s own', () => {
  writeFileSync(join(folder, weftObjectsFile), weftObjects);

  test.each(Object.entries(cases))('%s: import gives the same model', async (name, one) => {
    const made = await exported(name, one);
    expect(usesWeftObjects([made.config, made.compile])).toBe(true);
    const file = await readKerasFile(made.path);
    const again = kerasToGraph(JSON.parse(JSON.stringify(file.config)));
    if (!again.ok) throw new Error(JSON.stringify(again.problem));
    const compiled = graphToKeras(again.value, noData);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
    const model = buildModel(tf, compiled.value);
    model.setWeights(kerasWeights(file, model));
    const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'sgd' });
    const found = (await trainer.predict(made.tensors.x)[0]?.data()) ?? [];
    expect(largestDifference(found, made.before)).toBeLessThan(1e-6);
    expect(Array.from(made.after).every(Number.isFinite)).toBe(true);
  });

  test('a class that only looks like one of them is refused by name', () => {
    const compiled = graphToKeras(siamese('euclideanDistance'), noData);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
    const text = JSON.stringify(compiled.value).replace('"weft>EuclideanDistance"', '"other>EuclideanDistance"');
    expect(kerasToGraph(JSON.parse(text))).toMatchObject({ ok: false, problem: { code: 'model/unsupported-layer' } });
  });

  test.skipIf(python === undefined)(
    needsKeras('real Keras predicts, trains and counts the same'),
    async () => {
      const made = Object.fromEntries(
        await Promise.all(Object.entries(cases).map(async ([name, one]) => [name, await exported(name, one)] as const)),
      );
      const answers = await judge(made);
      for (const [name, one] of Object.entries(made)) {
        const answer = answers[name];
        expect(answer?.error, name).toBeUndefined();
        expect(largestDifference(answer?.outputs[0] ?? [], one.before), `${name}: predictions`).toBeLessThan(1e-6);
        expect(largestDifference(answer?.after?.[0] ?? [], one.after), `${name}: after a step`).toBeLessThan(1e-5);
        for (const [figure, value] of Object.entries(one.figures))
          expect(answer?.figures?.[figure], `${name}: ${figure}`).toBeCloseTo(value, 5);
      }
    },
    180_000,
  );
});
