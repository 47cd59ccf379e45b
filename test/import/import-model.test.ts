/** Models of Keras 3 and 2 become graphs that predict the same and go on training with the same losses. */
import { describe, expect, test } from 'vitest';
import { importModel } from '../../main/import/import-model.ts';
import { buildModel, createContext } from '../../main/trainer/model/build-model.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { compileConfig } from '../../shared/training/compile-config.ts';
import { inferGraph } from '../../shared/graph/infer-shapes.ts';
import { testEngine } from '../golden/support.ts';
import { madeModels, type StoredTensor } from './made-models.ts';

const { tf } = testEngine;
const made = madeModels();
const toTensor = ({ shape, dtype, values }: StoredTensor) => tf.tensor([...values], [...shape], dtype);

/** The largest difference to what is expected. */
async function difference(tensor: { data(): Promise<ArrayLike<number>> }, expected: StoredTensor): Promise<number> {
  const values = await tensor.data();
  expect(values.length).toBe(expected.values.length);
  return expected.values.reduce((most, value, index) => Math.max(most, Math.abs(value - (values[index] ?? NaN))), 0);
}

describe.each(made.cases)('$name', ({ name, inputs, targets, predictions, losses, params }) => {
  // Its weights carry a factor: further steps are other ones, and the person is told.
  const isRescaled = name.includes('hard');

  test('predicts what Keras predicts', async () => {
    const imported = await importModel(made.bytes(name));
    expect(
      inferGraph(imported.graph, { inputSpecs: [] }).problems.filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
    const model = buildModel(tf, imported.config);
    model.setWeights(imported.weights);
    expect(model.countParams().total).toBe(params);
    const given = inputs.map(toTensor);
    const { outputs } = model.call(given, createContext({ training: false }));
    expect(outputs.length).toBe(predictions.length);
    for (const [index, output] of outputs.entries()) {
      const expected = predictions[index];
      if (expected) expect(await difference(output, expected)).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  test('goes on training where Keras stopped', async () => {
    const imported = await importModel(made.bytes(name));
    if (isRescaled) {
      expect(imported.notes.map(({ code }) => code)).toContain('model/gates-rescaled');
      expect(imported.optimizer).toBeNull();
      return;
    }
    expect(imported.notes).toEqual([]);
    const model = buildModel(tf, imported.config);
    model.setWeights(imported.weights);
    const compiled = compileConfig(imported.settings, { stepsPerEpoch: 1, outputs: model.outputs.length });
    const trainer = createTrainStep({
      tf,
      model,
      loss: compiled.loss,
      lossWeights: compiled.loss_weights,
      optimizer: compiled.optimizer,
      metrics: compiled.metrics,
    });
    expect(imported.optimizer?.step).toBe(2);
    if (imported.optimizer) trainer.optimizer.setState(imported.optimizer);
    const found: number[] = [];
    for (const step of losses.keys()) {
      const batch = { x: inputs.map(toTensor), y: targets.map(toTensor) };
      const [figures] = await trainer.read([trainer.step(batch, { stepIndex: step, seed: 1 })]);
      found.push(figures?.loss ?? Number.NaN);
    }
    // Five steps of float32 in another order of sums leave this much room; a lost optimizer state leaves far more.
    found.forEach((loss, index) =>
      expect(Math.abs(loss - (losses[index] ?? 0)) / Math.abs(losses[index] ?? 1)).toBeLessThan(1e-4),
    );
    trainer.dispose();
    model.dispose();
  });
});
