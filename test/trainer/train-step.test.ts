import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../main/keras-file/checkpoint.ts';
import { buildModel, createContext, type KerasConfig } from '../../main/trainer/model/build-model.ts';
import { mixSeed, normal, truncatedNormal, uniform } from '../../main/trainer/model/random.ts';
import { createTrainStep, type Batch } from '../../main/trainer/training/train-step.ts';
import { layer } from '../export/models.ts';
import { testEngine } from '../golden/support.ts';

const { tf } = testEngine;

const sequential = (shape: readonly number[], ...layers: readonly KerasConfig[]): KerasConfig => ({
  class_name: 'Sequential',
  config: {
    name: 'model',
    layers: [layer('InputLayer', 'input', { batch_shape: [null, ...shape], dtype: 'float32' }), ...layers],
  },
});
const noisy = sequential(
  [6, 3],
  layer('Masking', 'masking', { mask_value: 0 }),
  layer('LSTM', 'lstm', { units: 5, dropout: 0.3, recurrent_dropout: 0.2, return_sequences: true }),
  layer('BatchNormalization', 'norm'),
  layer('GRU', 'gru', { units: 4, dropout: 0.5 }),
  layer('Dropout', 'dropout', { rate: 0.5 }),
  layer('Dense', 'out', { units: 2 }),
);
const optimizers = [
  'sgd',
  'rmsprop',
  'adam',
  'adamw',
  'nadam',
  'adamax',
  'adagrad',
  'adadelta',
  { class_name: 'SGD', config: { learning_rate: 0.1, momentum: 0.9 } },
  { class_name: 'Adam', config: { learning_rate: 0.1, amsgrad: true } },
];

function batch(seed = 1): Batch {
  return {
    x: [tf.tensor(uniform(mixSeed('x', seed), 4 * 6 * 3), [4, 6, 3])],
    y: [tf.tensor(normal(mixSeed('y', seed), 8), [4, 2])],
  };
}

describe('a training step', () => {
  test.each(
    optimizers.map((optimizer) => [typeof optimizer === 'string' ? optimizer : JSON.stringify(optimizer), optimizer]),
  )(
    'goes on with the same bits after a checkpoint (%s)',
    async (_, optimizer) => {
      const data = batch();
      const open = (seed: number) => {
        const model = buildModel(tf, noisy, { seed });
        return createTrainStep({ tf, model, loss: 'mse', optimizer });
      };
      const steps = async (trainer: ReturnType<typeof open>, from: number, to: number): Promise<number[]> => {
        const pending = Array.from({ length: to - from }, (__, index) =>
          trainer.step(data, { stepIndex: from + index, seed: 9 }),
        );
        return (await trainer.read(pending)).map((figures) => figures.loss);
      };
      const whole = open(4);
      const losses = await steps(whole, 0, 8);
      const first = open(4);
      expect(await steps(first, 0, 4)).toEqual(losses.slice(0, 4));
      const saved = decodeCheckpoint(
        encodeCheckpoint({
          weights: await first.model.getWeights(),
          optimizer: await first.optimizer.getState(),
          meta: { epoch: 3 },
        }),
      );
      expect(saved.meta).toEqual({ epoch: 3 });
      const second = open(5);
      second.model.setWeights(saved.weights);
      if (saved.optimizer) second.optimizer.setState(saved.optimizer);
      expect(await steps(second, 4, 8)).toEqual(losses.slice(4));
      expect(await second.model.getWeights()).toEqual(await whole.model.getWeights());
      expect(await second.optimizer.getState()).toEqual(await whole.optimizer.getState());
    },
    30_000,
  );

  test('the seeds decide initial weights and every draw; another seed or step gives others', async () => {
    const losses = async (modelSeed: number, seed: number, stepIndex: number): Promise<number> => {
      const model = buildModel(tf, noisy, { seed: modelSeed });
      const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'sgd' });
      const [figures] = await trainer.read([trainer.step(batch(), { stepIndex, seed })]);
      return figures?.loss ?? Number.NaN;
    };
    const reference = await losses(1, 1, 0);
    expect(await losses(1, 1, 0)).toBe(reference);
    for (const other of [await losses(2, 1, 0), await losses(1, 2, 0), await losses(1, 1, 1)])
      expect(other).not.toBe(reference);
  });

  test('leaves no tensor behind but the figures, and none once everything is disposed', async () => {
    const data = batch();
    const warm = createTrainStep({ tf, model: buildModel(tf, noisy), loss: 'mse', optimizer: 'adam' });
    await warm.read([warm.step(data, { stepIndex: 0, seed: 0 })]);
    for (const output of warm.predict(data.x)) output.dispose();
    warm.dispose();
    warm.model.dispose();
    const before = tf.memory().numTensors;
    const model = buildModel(tf, noisy);
    const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'adam', metrics: ['mae'], mode: 'eager' });
    await trainer.read([trainer.step(data, { stepIndex: 0, seed: 0 })]);
    const between = tf.memory().numTensors;
    const pending = [1, 2, 3].map((stepIndex) => trainer.step(data, { stepIndex, seed: 0 }));
    expect(tf.memory().numTensors).toBe(between + 3);
    await trainer.read(pending);
    await trainer.evaluate([data]);
    for (const output of trainer.predict(data.x)) output.dispose();
    expect(tf.memory().numTensors).toBe(between);
    trainer.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('padding changes nothing: twice the padding, before or behind, gives the same losses and metrics', async () => {
    const model = (steps: number): KerasConfig =>
      sequential(
        [steps, 3],
        layer('Masking', 'masking', { mask_value: 0 }),
        layer('LSTM', 'lstm', { units: 5, return_sequences: true }),
        layer('GRU', 'gru', { units: 4 }),
        layer('Dense', 'out', { units: 2, activation: 'softmax' }),
      );
    const values = uniform(3, 4 * 6 * 3);
    const y = tf.oneHot(tf.tensor1d([0, 1, 1, 0], 'int32'), 2).cast('float32');
    const run = async (before: number, behind: number): Promise<number[]> => {
      const x = tf.pad(tf.tensor(values, [4, 6, 3]), [
        [0, 0],
        [before, behind],
        [0, 0],
      ]);
      const trainer = createTrainStep({
        tf,
        model: buildModel(tf, model(6 + before + behind), { seed: 1 }),
        loss: 'categorical_crossentropy',
        optimizer: 'adam',
        metrics: ['accuracy'],
      });
      const figures = await trainer.read(
        [0, 1, 2].map((stepIndex) => trainer.step({ x: [x], y: [y] }, { stepIndex, seed: 0 })),
      );
      return figures.flatMap((one) => Object.values(trainer.named(one)));
    };
    const plain = await run(0, 0);
    for (const padded of [await run(6, 0), await run(0, 6), await run(3, 9)]) {
      padded.forEach((value, index) => {
        expect(Math.abs(value - (plain[index] ?? Number.NaN))).toBeLessThan(1e-6);
      });
    }
  }, 30_000);

  test('masked steps count neither in the loss nor in a metric, whatever stands in them', async () => {
    const model = buildModel(
      tf,
      sequential([4, 2], layer('Masking', 'masking', { mask_value: 0 }), layer('Dense', 'out', { units: 1 })),
      { seed: 1 },
    );
    const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'sgd', metrics: ['mae', 'mse'] });
    const x = tf.tensor([
      [
        [1, 2],
        [3, 4],
        [0, 0],
        [0, 0],
      ],
    ]);
    const figures = async (truth: readonly number[]): Promise<Record<string, number>> =>
      trainer.evaluate([{ x: [x], y: [tf.tensor([...truth], [1, 4, 1])] }]);
    const wanted = await figures([1, 2, 0, 0]);
    expect(await figures([1, 2, 1e6, -1e6])).toEqual(wanted);
    expect(wanted['mse']).toBeCloseTo(wanted['loss'] ?? Number.NaN, 6);
    const outputs = trainer.predict([x])[0]?.dataSync() ?? [];
    expect(wanted['mae']).toBeCloseTo((Math.abs((outputs[0] ?? 0) - 1) + Math.abs((outputs[1] ?? 0) - 2)) / 2, 5);
  });

  test('sample weights multiply the loss; metrics count every sample alike, as those of Keras’ compile do', async () => {
    const model = buildModel(tf, sequential([2], layer('Dense', 'out', { units: 1 })), { seed: 1 });
    const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'sgd', metrics: ['mse'] });
    const x = tf.tensor([
      [1, 0],
      [0, 1],
    ]);
    const y = tf.tensor([[1], [3]]);
    const second = await trainer.evaluate([{ x: [tf.slice(x, [1, 0], [1, 2])], y: [tf.slice(y, [1, 0], [1, 1])] }]);
    const plain = await trainer.evaluate([{ x: [x], y: [y] }]);
    const weighted = await trainer.evaluate([{ x: [x], y: [y], sampleWeight: tf.tensor1d([0, 2]) }]);
    expect(weighted['loss']).toBeCloseTo(second['loss'] ?? Number.NaN, 5);
    expect(weighted['mse']).toBe(plain['mse']);
    expect(plain['mse']).not.toBeCloseTo(second['mse'] ?? Number.NaN, 3);
  });

  test('a target of the wrong shape is refused instead of broadcast', () => {
    const model = buildModel(tf, sequential([3], layer('Dense', 'out', { units: 2 })));
    const trainer = createTrainStep({ tf, model, loss: 'mse', optimizer: 'sgd' });
    expect(() => trainer.step({ x: [tf.ones([4, 3])], y: [tf.ones([4, 3])] }, { stepIndex: 0, seed: 0 })).toThrow(
      'target/shape',
    );
  });

  test('dropout keeps the mean, drops the share asked for, and does nothing outside training', async () => {
    const model = buildModel(tf, sequential([1000], layer('Dropout', 'dropout', { rate: 0.3 })));
    const x = tf.ones([20, 1000]);
    const [training] = model.call([x], createContext({ training: true, seed: 3, stepIndex: 7 })).outputs;
    const values = await training?.data();
    const kept = Array.from(values ?? []).filter((value) => value !== 0);
    expect(kept.length / 20_000).toBeCloseTo(0.7, 1);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.7)]));
    const [plain] = model.call([x], createContext({ training: false })).outputs;
    expect(plain).toBe(x);
  });

  test('recurrent dropout uses one mask for all steps of a sequence', async () => {
    const model = buildModel(
      tf,
      sequential(
        [5, 2],
        layer('SimpleRNN', 'rnn', {
          units: 3,
          dropout: 0.5,
          return_sequences: true,
          activation: 'linear',
          use_bias: false,
          recurrent_initializer: 'zeros',
        }),
      ),
      { seed: 2 },
    );
    const [output] = model.call([tf.ones([6, 5, 2])], createContext({ training: true, seed: 1 })).outputs;
    const rows = (await output?.array()) as number[][][];
    for (const sequence of rows) for (const step of sequence) expect(step).toEqual(sequence[0]);
    expect(new Set(rows.map((sequence) => JSON.stringify(sequence[0]))).size).toBeGreaterThan(1);
  });
});

describe('host draws', () => {
  test('have the moments of their distributions', () => {
    const moments = (values: Float32Array): readonly [number, number] => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)];
    };
    const [uniformMean, uniformDeviation] = moments(uniform(1, 100_000));
    expect(uniformMean).toBeCloseTo(0.5, 2);
    expect(uniformDeviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
    const [normalMean, normalDeviation] = moments(normal(1, 100_000));
    expect(normalMean).toBeCloseTo(0, 1);
    expect(normalDeviation).toBeCloseTo(1, 1);
    const cut = truncatedNormal(1, 100_000);
    expect(moments(cut)[1]).toBeCloseTo(0.8796, 2);
    expect(cut.every((value) => Math.abs(value) <= 2)).toBe(true);
  });

  test('neighbouring seeds give unrelated streams', () => {
    const firsts = Array.from({ length: 2000 }, (_, seed) => uniform(mixSeed(seed), 1)[0] ?? 0);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(new Set(firsts).size).toBeGreaterThan(1990);
  });
});
