import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportModelFiles } from '../../main/export/export-model.ts';
import { kerasOptimizerState, kerasWeights, readKerasFile } from '../../main/keras-file/read-keras.ts';
import { buildModel, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { readOptimizer } from '../../main/trainer/training/optimizer.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { testEngine } from '../golden/support.ts';
import { classifier, film, shared, words } from './models.ts';
import { disturb, judge, largestDifference, python, sampleInputs, toTensors, type HostArray } from './support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { tf } = testEngine;
const folder = temporaryFolder();
const needsKeras = (name: string): string => (python === undefined ? `${name} (SKIPPED: no Keras)` : name);

/** Trains two steps, writes the file, predicts, and trains a third step to compare with. */
async function exportTrained(
  name: string,
  config: KerasConfig,
  optimizer: Readonly<Record<string, unknown>>,
  trains: boolean,
) {
  const model = buildModel(tf, config, { seed: 3 });
  await disturb(model);
  const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer });
  const x = sampleInputs(model);
  const y: HostArray[] = model.outputs.map(({ shape }) => {
    const full = [5, ...shape.slice(1).map(Number)];
    return {
      shape: full,
      values: Array.from({ length: full.reduce((a, b) => a * b, 1) }, (_, at) => Math.fround(Math.sin(at))),
    };
  });
  const tensors = toTensors(tf, model, x);
  const targets = y.map(({ shape, values }) => tf.tensor([...values], [...shape]));
  if (trains)
    for (let stepIndex = 0; stepIndex < 2; stepIndex += 1)
      trainer.step({ x: tensors, y: targets }, { stepIndex, seed: 1 }).dispose();
  const compile = { optimizer: readOptimizer(optimizer), loss: 'mse' };
  const input = { config, weights: await model.getWeights(), compile, optimizer: await trainer.optimizer.getState() };
  const file = (await exportModelFiles('keras', input))['model.keras'];
  if (!(file instanceof Uint8Array)) throw new TypeError('no file was written');
  const path = join(folder, `${name}.keras`);
  writeFileSync(path, file);
  const read = async (): Promise<Float32Array[]> => {
    const outputs = trainer.predict(tensors);
    return Promise.all(outputs.map(async (output) => Float32Array.from(await output.data())));
  };
  const before = await read();
  const [third] = await trainer.read([trainer.step({ x: tensors, y: targets }, { stepIndex: 2, seed: 1 })]);
  const after = await read();
  return {
    path,
    x,
    y,
    before,
    after,
    loss: third?.loss ?? Number.NaN,
    parameters: model.countParams().total,
    weights: input.weights,
    optimizer: input.optimizer,
  };
}

const adam = { class_name: 'Adam', config: { learning_rate: 0.02 } };
const decaying = {
  class_name: 'RMSprop',
  config: {
    learning_rate: {
      class_name: 'ExponentialDecay',
      module: 'keras.optimizers.schedules',
      registered_name: null,
      config: { initial_learning_rate: 0.02, decay_steps: 2, decay_rate: 0.5 },
    },
    momentum: 0.5,
    centered: true,
  },
};

describe('a .keras file that we write', () => {
  test.skipIf(python === undefined)(
    needsKeras('is loaded by real Keras, predicts the same and goes on training the same'),
    async () => {
      const cases = {
        classifier: await exportTrained('classifier', classifier, adam, false),
        shared: await exportTrained('shared', shared, adam, true),
        film: await exportTrained('film', film, decaying, true),
        words: await exportTrained('words', words, adam, true),
      };
      const answers = await judge(
        Object.fromEntries(
          Object.entries(cases).map(([name, { path, x, y }]) => [
            name,
            name === 'classifier' ? { path, x } : { path, x, y },
          ]),
        ),
      );
      for (const [name, ours] of Object.entries(cases)) {
        const theirs = answers[name];
        expect(theirs?.error, name).toBeUndefined();
        expect(theirs?.parameters, name).toBe(ours.parameters);
        ours.before.forEach((output, index) => {
          expect(largestDifference(output, theirs?.outputs[index] ?? []), `${name}, output ${index}`).toBeLessThan(
            1e-5,
          );
        });
        if (name === 'classifier') continue;
        expect(theirs?.step, name).toBe(2);
        expect(
          Math.abs((theirs?.loss ?? Number.NaN) - ours.loss) / ours.loss,
          `${name}, loss of the third step`,
        ).toBeLessThan(1e-5);
        ours.after.forEach((output, index) => {
          expect(
            largestDifference(output, theirs?.after?.[index] ?? []),
            `${name}, output ${index} after the third step`,
          ).toBeLessThan(1e-4);
        });
      }
    },
    180_000,
  );

  test('is read back bit for bit, optimizer included', async () => {
    const ours = await exportTrained('again', shared, adam, true);
    const file = await readKerasFile(ours.path);
    const model = buildModel(tf, file.config);
    expect(kerasWeights(file, model)).toEqual(ours.weights);
    expect(kerasOptimizerState(file, model)).toEqual(ours.optimizer);
    model.dispose();
  });

  test('equal models give equal bytes', async () => {
    const model = buildModel(tf, classifier, { seed: 1 });
    const weights = await model.getWeights();
    const one = await exportModelFiles('keras', { config: classifier, weights });
    // HDF5 counts whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await exportModelFiles('keras', { config: classifier, weights })).toEqual(one);
    model.dispose();
  });

  test('a weight that is missing or has another shape is refused by its path', async () => {
    const model = buildModel(tf, classifier, { seed: 1 });
    const weights = await model.getWeights();
    await expect(exportModelFiles('keras', { config: classifier, weights: weights.slice(1) })).rejects.toThrow(
      'lstm/lstm_cell/kernel',
    );
    model.dispose();
  });
});
