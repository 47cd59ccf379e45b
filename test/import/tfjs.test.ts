/** Models that stock TensorFlow.js made, trained and saved: what it predicts, the imported graph predicts. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { importModel } from '../../main/import/import-model.ts';
import { buildModel, createContext } from '../../main/trainer/model/build-model.ts';
import { testEngine } from '../golden/support.ts';

const { tf } = testEngine;
type LayersModel = ReturnType<typeof tf.sequential>;
type Artifacts = Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0];

interface SavedFiles {
  readonly json: Record<string, unknown>;
  readonly bin: Uint8Array;
}

/** What `model.save` hands out, as the files that it would write. */
async function saved(model: LayersModel, includeOptimizer = true): Promise<SavedFiles> {
  let artifacts: Artifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
    { includeOptimizer },
  );
  const { weightSpecs, weightData, ...rest } = artifacts ?? {};
  const data = Array.isArray(weightData)
    ? Buffer.concat(weightData.map((one) => new Uint8Array(one)))
    : new Uint8Array(weightData ?? new ArrayBuffer(0));
  return { json: { ...rest, weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: weightSpecs }] }, bin: data };
}
const files = ({ json, bin }: SavedFiles) => [
  { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
  { name: 'group1-shard1of1.bin', bytes: bin },
];

async function largestDifference(model: LayersModel, given: SavedFiles, shape: readonly number[]) {
  const imported = await importModel(files(given));
  const own = buildModel(tf, imported.config);
  own.setWeights(imported.weights);
  const x = tf.randomNormal([...shape], 0, 1, 'float32', 5);
  const expected = [model.predict(x)].flat();
  const { outputs } = own.call([x], createContext({ training: false }));
  const differences = await Promise.all(
    outputs.map(async (output, index) => {
      const other = expected[index];
      if (other === undefined) throw new Error(`no output ${index}`);
      return (await tf.max(tf.abs(tf.sub(output, other))).data())[0] ?? Number.NaN;
    }),
  );
  own.dispose();
  return { imported, difference: Math.max(...differences) };
}

/** Random weights everywhere: zeros and ones would hide a mistaken order. */
function disturb(model: LayersModel): LayersModel {
  model.setWeights(
    model
      .getWeights()
      .map((weight, index) => tf.add(weight, tf.randomUniform(weight.shape, 0.05, 0.4, 'float32', index + 1))),
  );
  return model;
}
const { layers } = tf;

const models: readonly (readonly [string, () => LayersModel, readonly number[], readonly string[]])[] = [
  [
    'recurrent, with its own hard_sigmoid',
    () =>
      tf.sequential({
        layers: [
          layers.lstm({ units: 4, inputShape: [6, 3], returnSequences: true }),
          layers.bidirectional({
            layer: layers.gru({ units: 3, returnSequences: true }) as never,
            mergeMode: 'concat',
          }),
          layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'tanh' }) }),
          layers.flatten(),
          layers.dense({ units: 1 }),
        ],
      }),
    [4, 6, 3],
    ['model/gates-rescaled'],
  ],
  [
    'convolution and normalisation',
    () =>
      tf.sequential({
        layers: [
          layers.conv1d({ filters: 4, kernelSize: 3, padding: 'same', inputShape: [8, 2], activation: 'relu' }),
          layers.batchNormalization(),
          layers.maxPooling1d({ poolSize: 2 }),
          layers.simpleRNN({ units: 3 }),
          layers.dropout({ rate: 0.3 }),
          layers.dense({ units: 3, activation: 'softmax', kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) }),
        ],
      }),
    [4, 8, 2],
    [],
  ],
  [
    'two outputs and a layer used twice',
    () => {
      const x = tf.input({ shape: [5, 2] });
      const shared = layers.dense({ units: 2, activation: 'sigmoid', name: 'shared' });
      const once = shared.apply(x) as typeof x;
      const twice = shared.apply(once) as typeof x;
      const joined = layers.concatenate().apply([once, twice]) as typeof x;
      const last = layers.lstm({ units: 2, recurrentActivation: 'sigmoid' }).apply(joined) as typeof x;
      return tf.model({
        inputs: x,
        outputs: [
          layers.dense({ units: 1, name: 'one' }).apply(last) as typeof x,
          layers.dense({ units: 2, name: 'two' }).apply(last) as typeof x,
        ],
      }) as LayersModel;
    },
    [3, 5, 2],
    [],
  ],
];

describe.each(models)('%s', (_, make, shape, notes) => {
  test('predicts the same', async () => {
    const model = disturb(make());
    const { imported, difference } = await largestDifference(model, await saved(model), shape);
    expect(difference).toBeLessThan(1e-5);
    expect(imported.format).toBe('tfjs');
    expect(imported.notes.map(({ code }) => code)).toEqual(notes);
  });
});

test('training settings and the optimizer come along', async () => {
  const model = tf.sequential({
    layers: [layers.dense({ units: 3, inputShape: [2], activation: 'tanh' }), layers.dense({ units: 1 })],
  });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError', metrics: ['mse'] });
  await model.fit(tf.ones([4, 2]), tf.zeros([4, 1]), { epochs: 2, batchSize: 4 });
  const { imported, difference } = await largestDifference(model, await saved(model), [4, 2]);
  expect(difference).toBeLessThan(1e-5);
  expect(imported.settings).toMatchObject({
    loss: { id: 'mean_squared_error' },
    optimizer: { id: 'adam', learningRate: 0.02 },
    metrics: ['mean_squared_error'],
  });
  expect(imported.optimizer?.step).toBe(2);
  expect(imported.optimizer?.slots.length).toBe(8);
});

test('a zip with a folder in it is the same model', async () => {
  const model = disturb(tf.sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] }));
  const [json, bin] = files(await saved(model, false));
  const zip = zipSync({
    'my-model/model.json': json?.bytes ?? new Uint8Array(),
    'my-model/group1-shard1of1.bin': bin?.bytes ?? new Uint8Array(),
  });
  const imported = await importModel([{ name: 'model.zip', bytes: zip }]);
  const own = await importModel([json, bin].flatMap((one) => (one ? [one] : [])));
  expect(imported.weights).toEqual(own.weights);
});

test('a quantised model has the values that its numbers stand for', async () => {
  const model = tf.sequential({ layers: [layers.dense({ units: 2, inputShape: [2], useBias: false })] });
  const { json } = await saved(model, false);
  const manifest = [
    {
      paths: ['w.bin'],
      weights: [
        {
          name: 'dense/kernel',
          shape: [2, 2],
          dtype: 'float32',
          quantization: { dtype: 'uint8', min: -1, scale: 0.5 },
        },
      ],
    },
  ];
  const imported = await importModel([
    { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify({ ...json, weightsManifest: manifest })) },
    { name: 'w.bin', bytes: Uint8Array.of(0, 1, 2, 255) },
  ]);
  expect([...(imported.weights[0]?.values ?? [])]).toEqual([-1, -0.5, 0, 126.5]);
});

test('a graph model is said not to be one', async () => {
  const graph = { format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] };
  await expect(
    importModel([{ name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(graph)) }]),
  ).rejects.toThrow('model/format');
});
