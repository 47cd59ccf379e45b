/** Every layer of the palette: stock TensorFlow.js loads its export and predicts the same, or the export names the layer. */
import { describe, expect, test } from 'vitest';
import { exportTfjs } from '../../main/export/tfjs.ts';
import { buildModel, createContext } from '../../main/trainer/model/build-model.ts';
import { StudioError } from '../../shared/problem.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { testEngine } from '../golden/support.ts';
import { chanceFrom, drawable, randomGraph, wordCount } from '../graph/random-graph.ts';
import { disturb, largestDifference, sampleInputs, toTensors } from './support.ts';

const { tf } = testEngine;

interface LayersModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly [{ readonly weights: never[] }];
}

describe('the TensorFlow.js export of', () => {
  test.each(drawable.map((type) => type.id))(
    '%s',
    async (id) => {
      const type = drawable.find((one) => one.id === id);
      let met = 0;
      for (let seed = 0; met < 4 && seed < 400; seed += 1) {
        const doc = randomGraph(chanceFrom(seed), { size: 1, types: type ? [type] : [] });
        if (doc.definitions.length > 0 || !doc.nodes.some((node) => node.type === id)) continue;
        const compiled = graphToKeras(doc, { inputSpecs: [] });
        if (!compiled.ok) continue;
        met += 1;
        const model = buildModel(tf, compiled.value, { seed });
        await disturb(model);
        try {
          const { modelJson, weightsBin } = exportTfjs({ config: compiled.value, weights: await model.getWeights() });
          const { modelTopology, weightsManifest } = JSON.parse(modelJson) as LayersModelJson;
          const weightData = weightsBin.slice().buffer;
          const stock = await tf.loadLayersModel(
            tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
          );
          const batch = model.inputs[0]?.shape[0] ?? 5;
          const x = toTensors(
            tf,
            model,
            sampleInputs(model, wordCount, 24).map(({ shape, values }) => ({
              shape: [batch, ...shape.slice(1)],
              values: values.slice(0, (values.length / 5) * batch),
            })),
          );
          const theirs = stock.predict(x.length === 1 && x[0] !== undefined ? x[0] : x);
          const wanted = Array.isArray(theirs) ? theirs : [theirs];
          const ours = tf.tidy(() =>
            model.call(x, createContext({ training: false })).outputs.map((one) => one.clone()),
          );
          expect(ours).toHaveLength(wanted.length);
          const shown = JSON.stringify(doc.nodes.map((node) => [node.type, node.params]));
          for (const [index, output] of ours.entries())
            expect(largestDifference(await output.data(), (await wanted[index]?.data()) ?? []), shown).toBeLessThan(
              1e-5,
            );
        } catch (error) {
          if (!(error instanceof StudioError))
            throw new Error(`${JSON.stringify(doc.nodes.map((n) => [n.type, n.params]))}: ${String(error)}`);
          expect(error.problem.code).toBe('export/unsupported');
          expect(error.problem.details['layer']).toBeTruthy();
          expect(error.problem.details['reason']).toBeTruthy();
        } finally {
          model.dispose();
        }
      }
      expect(met).toBeGreaterThan(0);
    },
    60_000,
  );
});
