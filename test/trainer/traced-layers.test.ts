/** Every sample of every layer: two training steps and a prediction, replayed, with the bits of op by op. */
import { describe, expect, test } from 'vitest';
import { createTracer } from '../../main/engine/traced/tracer.ts';
import { buildModel, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { layerFactories } from '../../main/trainer/model/layer-table.ts';
import { uniform } from '../../main/trainer/model/random.ts';
import { unlisted } from '../../main/trainer/traced/listed.ts';
import { lossFunctions } from '../../main/trainer/training/loss-functions.ts';
import { createTrainStep, type HostBatch } from '../../main/trainer/training/train-step.ts';
import { graphToKeras } from '../../shared/keras/graph-to-keras.ts';
import { testEngine } from '../golden/support.ts';
import { layerSamples, sampleGraph } from '../layers/samples.ts';

const { tf } = testEngine;
const tracer = createTracer(tf);
const canReplay = tracer !== null;
tracer?.dispose();
const [samplesInBatch, openSize] = [4, 6];

const rows = Object.entries(layerSamples).flatMap(([id, { samples }]) =>
  samples.map((sample) => ({ id, sample, title: `${id}${sample.title ? `: ${sample.title}` : ''}` })),
);

function configOf({ id, sample }: (typeof rows)[number]): KerasConfig {
  const compiled = graphToKeras(sampleGraph(id, sample), { inputSpecs: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problem));
  return compiled.value;
}

/** Inputs as the sample says, targets in the shapes of the outputs. */
function batchOf({ sample }: (typeof rows)[number], outputs: readonly (readonly number[])[]): HostBatch {
  const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  const xShapes = sample.inputs.map((input) => [samplesInBatch, ...input.map((size) => size ?? openSize)]);
  return {
    xShapes,
    x: xShapes.map((shape, port) => {
      const values = uniform(port + 1, sizeOf(shape));
      return sample.dtype === 'int32' ? Int32Array.from(values, (value) => Math.floor(value * 20)) : values;
    }),
    yShapes: outputs,
    y: outputs.map((shape, port) => uniform(port + 50, sizeOf(shape))),
  };
}

async function results(row: (typeof rows)[number], mode: 'eager' | 'traced'): Promise<unknown> {
  const model = buildModel(tf, configOf(row), { seed: 3 });
  const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'adam', mode });
  const { x, xShapes } = batchOf(row, []);
  const feeds = x.map((values, port) => ({
    values,
    shape: xShapes[port] ?? [],
    dtype: values instanceof Int32Array ? ('int32' as const) : ('float32' as const),
  }));
  const predicted = await trainer.predictHost(feeds);
  const steps = model.trainableWeights.length === 0 ? [] : [0, 1];
  const batch = batchOf(row, predicted.shapes);
  const figures = await trainer.read(steps.map((stepIndex) => trainer.step(batch, { stepIndex, seed: 1 })));
  const found = [predicted.values, figures, await model.getWeights(), await trainer.optimizer.getState()];
  const report = trainer.mode();
  trainer.dispose();
  model.dispose();
  if (mode === 'traced') expect(report).toMatchObject({ mode: 'traced', reason: null, notes: [], opByOp: 0 });
  return found;
}

const name = canReplay ? '$title' : '$title (SKIPPED: the engine here cannot replay steps)';
test.skipIf(!canReplay).each(rows)(
  name,
  async (row) => {
    expect(await results(row, 'traced')).toEqual(await results(row, 'eager'));
  },
  30_000,
);

describe('the list of what is known to be the same replayed', () => {
  const root = { className: 'Sequential', children: [] } as unknown as Parameters<typeof unlisted>[0]['root'];

  test('holds every layer and loss there is, and nothing else passes', () => {
    for (const className of Object.keys(layerFactories))
      expect(unlisted({ root: { ...root, className }, optimizer: 'SGD', losses: [] })).toBeNull();
    expect(unlisted({ root, optimizer: 'SGD', losses: Object.keys(lossFunctions) })).toBeNull();
    expect(unlisted({ root: { ...root, className: 'Lambda' }, optimizer: 'SGD', losses: [] })).toBe('Lambda');
    expect(unlisted({ root, optimizer: 'Lion', losses: [] })).toBe('optimizer Lion');
    expect(unlisted({ root, optimizer: 'SGD', losses: ['ctc'] })).toBe('loss ctc');
  });
});
