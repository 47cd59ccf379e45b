/** The harness's other half: the engine builds what the records promise, learns, and leaves nothing behind. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, loadEngine } from '../../main/engine/backend.ts';
import { buildModel } from '../../main/trainer/model/build-model.ts';
import { createTrainStep } from '../../main/trainer/training/train-step.ts';
import { inferGraph, totalParams } from '../../shared/graph/infer-shapes.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { layerSamples, sampleGraph } from './samples.ts';

const noData = { inputSpecs: [] };
const rows = Object.entries(layerSamples).flatMap(([id, { samples }]) =>
  samples.map((sample) => ({ id, sample, title: `${id}${sample.title ? `: ${sample.title}` : ''}` })),
);
/** What stands for sizes that are open until run time. */
const [samplesInBatch, openSize] = [4, 6];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine('auto');
}, 120_000);
afterAll(() => console.log(`engine of the harness: ${engine.kind}`));

type Row = (typeof rows)[number];

/** Builds the sample's model, predicts, trains two steps, checks what came out, disposes of everything. */
async function tryOnce({ id, sample }: Row): Promise<void> {
  const { tf } = engine;
  const doc = sampleGraph(id, sample);
  const inference = inferGraph(doc, noData);
  const compiled = graphToKeras(doc, noData);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
  const model = buildModel(tf, compiled.value, { seed: 3 });
  const counted = model.countParams();
  expect({ trainable: counted.trainable, other: counted.nonTrainable }).toEqual(totalParams(doc, inference));

  const x = sample.inputs.map((input) => {
    const shape = [samplesInBatch, ...input.map((size) => size ?? openSize)];
    return sample.dtype === 'int32'
      ? tf.randomUniform(shape, 0, 20, 'int32')
      : tf.randomUniform(shape, -1, 1, 'float32', 7);
  });
  const trainer = createTrainStep({
    tf,
    model,
    loss: 'mse',
    optimizer: { class_name: 'SGD', config: { learning_rate: 0.1 } },
  });
  const predicted = trainer.predict(x);
  const promised = (sample.outputs ?? ['y']).map((port) =>
    inference.nodes.get(doc.nodes[0]?.id ?? ('' as never))?.outputs[port]?.map((axis) => axis.size),
  );
  // Sizes that are open in the drawing are what the data make of them.
  expect(
    predicted.map(({ shape }, output) => shape.map((size, axis) => (promised[output]?.[axis] === null ? null : size))),
  ).toEqual(promised);
  const y = predicted.map(({ shape }) => tf.randomUniform(shape, 0, 1, 'float32', 9));

  if (counted.trainable > 0) {
    const before = await model.getWeights();
    // The first step makes the optimizer's own tensors; from then on the number stays.
    await trainer.read([trainer.step({ x, y }, { stepIndex: 0, seed: 1 })]);
    const held = tf.memory().numTensors;
    await trainer.read([trainer.step({ x, y }, { stepIndex: 1, seed: 1 })]);
    expect(tf.memory().numTensors, 'tensors after a second step').toBe(held);
    const after = await model.getWeights();
    const changed = before.map((weight, index) =>
      weight.values.some((value, place) => value !== after[index]?.values[place]),
    );
    expect(changed.some(Boolean)).toBe(true);
    expect(after.every((weight) => weight.values.every(Number.isFinite))).toBe(true);
  }
  trainer.dispose();
  model.dispose();
  tf.dispose([...x, ...y, ...predicted]);
}

test.each(rows)('$title: shape inferred = shape built; a step trains; no tensor stays', async (row) => {
  // The engine keeps a few constants from the first use of an operation; a leak grows again the second time.
  await tryOnce(row);
  const before = engine.tf.memory().numTensors;
  await tryOnce(row);
  expect(engine.tf.memory().numTensors, 'tensors after disposing').toBe(before);
});
