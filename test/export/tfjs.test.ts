import { describe, expect, test } from 'vitest';
import { StudioError } from '../../shared/problem.ts';
import { exportTfjs } from '../../main/export/tfjs.ts';
import { buildModel, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { testEngine } from '../golden/support.ts';
import { classifier, film, functional, input, layer, node, shared, words } from './models.ts';
import { disturb, largestDifference, sampleInputs, toTensors } from './support.ts';

const { tf } = testEngine;

interface LayersModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly [{ readonly weights: never[] }];
}

/** The refusal's details, or undefined where the export works. */
async function refusal(config: KerasConfig): Promise<unknown> {
  const model = buildModel(tf, config, { seed: 1 });
  try {
    exportTfjs({ config, weights: await model.getWeights() });
    return undefined;
  } catch (error) {
    return error instanceof StudioError
      ? [error.problem.code, error.problem.details['layer'], error.problem.details['reason']]
      : error;
  } finally {
    model.dispose();
  }
}

describe('the TensorFlow.js export', () => {
  test.each([
    ['classifier', classifier],
    ['film', film],
    ['words', words],
  ])('stock tf.loadLayersModel loads %s and predicts the same', async (_, config) => {
    const model = buildModel(tf, config, { seed: 3 });
    await disturb(model);
    const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'sgd' });
    const { modelJson, weightsBin } = exportTfjs({ config, weights: await model.getWeights() });
    const { modelTopology, weightsManifest } = JSON.parse(modelJson) as LayersModelJson;
    const stock = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: weightsBin.slice().buffer,
      }),
    );
    const x = toTensors(tf, model, sampleInputs(model));
    const theirs = stock.predict(x.length === 1 && x[0] !== undefined ? x[0] : x);
    const wanted = Array.isArray(theirs) ? theirs : [theirs];
    const ours = trainer.predict(x);
    expect(ours).toHaveLength(wanted.length);
    for (const [index, output] of ours.entries())
      expect(largestDifference(await output.data(), (await wanted[index]?.data()) ?? [])).toBeLessThan(1e-5);
  });

  test('refuses by name what the dialect cannot say', async () => {
    const chain = (...layers: readonly KerasConfig[]): KerasConfig =>
      functional(
        'm',
        [
          input('x', [6, 3]),
          ...layers.map((one, index) => node(one, index === 0 ? 'x' : String(layers[index - 1]?.config['name']))),
        ],
        ['x'],
        [String(layers.at(-1)?.config['name'])],
      );
    const masking = layer('Masking', 'masking', { mask_value: 0 });
    const sequences = layer('LSTM', 'lstm', { units: 3, return_sequences: true });
    expect(await refusal(shared)).toEqual(['export/unsupported', 'gru', 'reset_after']);
    expect(await refusal(chain(layer('Conv1D', 'conv', { filters: 2, kernel_size: [2], padding: 'causal' })))).toEqual([
      'export/unsupported',
      'conv',
      'causal padding',
    ]);
    expect(await refusal(chain(layer('Dense', 'dense', { units: 2, activation: 'hard_sigmoid' })))).toEqual([
      'export/unsupported',
      'dense',
      'activation hard_sigmoid',
    ]);
    expect(await refusal(chain(masking, sequences, layer('GlobalAveragePooling1D', 'mean')))).toEqual([
      'export/unsupported',
      'mean',
      expect.stringContaining('mask'),
    ]);
    expect(
      await refusal(
        chain(masking, layer('LSTM', 'zero', { units: 3, return_sequences: true, zero_output_for_mask: true })),
      ),
    ).toEqual(['export/unsupported', 'zero', expect.stringContaining('zero_output_for_mask')]);
    expect(
      await refusal(
        chain(
          masking,
          layer('LSTM', 'encoder', { units: 3 }),
          layer('RepeatVector', 'repeat', { n: 2 }),
          layer('SimpleRNN', 'decoder', { units: 3 }),
        ),
      ),
    ).toEqual(['export/unsupported', 'decoder', expect.stringContaining('mask')]);
    expect(await refusal(chain(sequences, layer('GlobalAveragePooling1D', 'mean')))).toBeUndefined();
  });
});
