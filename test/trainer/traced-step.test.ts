/** Steps that are recorded once and replayed: the bits of steps op by op, the newest state for whoever asks, doubts told. */
import { describe, expect, test } from 'vitest';
import { createTracer } from '../../main/engine/traced/tracer.ts';
import { buildModel, createContext, type KerasConfig, type Model } from '../../main/trainer/model/build-model.ts';
import { mixSeed, normal, uniform } from '../../main/trainer/model/random.ts';
import { readStates } from '../../main/trainer/model/carried-states.ts';
import { changeDisagreement, disagreement } from '../../main/trainer/traced/agreement.ts';
import type { StepModeChoice } from '../../main/trainer/traced/step-mode.ts';
import { createTrainStep, type HostBatch, type TrainStep } from '../../main/trainer/training/train-step.ts';
import { layer } from '../export/models.ts';
import { testEngine } from '../golden/support.ts';

const { tf } = testEngine;
const tracer = createTracer(tf);
const canReplay = tracer !== null;
tracer?.dispose();
const needsReplays = (name: string): string =>
  canReplay ? name : `${name} (SKIPPED: the engine here cannot replay steps)`;
/** Recording takes its time where many tests share a processor. */
const patience = 60_000;

const sequential = (batch: number | null, ...layers: readonly KerasConfig[]): KerasConfig => ({
  class_name: 'Sequential',
  config: {
    name: 'model',
    layers: [layer('InputLayer', 'input', { batch_shape: [batch, 6, 3], dtype: 'float32' }), ...layers],
  },
});
const drawing = sequential(
  null,
  layer('Masking', 'masking', { mask_value: 0 }),
  layer('GaussianNoise', 'noise', { stddev: 0.1 }),
  layer('LSTM', 'lstm', { units: 5, dropout: 0.3, recurrent_dropout: 0.2, return_sequences: true }),
  layer('BatchNormalization', 'norm'),
  layer('GRU', 'gru', {
    units: 4,
    dropout: 0.5,
    kernel_constraint: { class_name: 'MaxNorm', config: { max_value: 1 } },
  }),
  layer('Dense', 'out', { units: 2 }),
);
const stateful = sequential(
  4,
  layer('LSTM', 'first', { units: 5, stateful: true, return_sequences: true }),
  layer('GRU', 'second', { units: 4, stateful: true }),
  layer('Dense', 'out', { units: 2 }),
);

const hostBatch = (seed: number, samples = 4): HostBatch => ({
  x: [uniform(mixSeed('x', seed), samples * 18)],
  xShapes: [[samples, 6, 3]],
  y: [normal(mixSeed('y', seed), samples * 2)],
  yShapes: [[samples, 2]],
});

interface Opened {
  readonly model: Model;
  readonly trainer: TrainStep;
}
function open(config: KerasConfig, mode: StepModeChoice, optimizer: unknown = 'adam'): Opened {
  const model = buildModel(tf, config, { seed: 4 });
  return { model, trainer: createTrainStep({ tf, model, loss: 'mse', optimizer, metrics: ['mae'], mode }) };
}
function close({ model, trainer }: Opened): void {
  trainer.dispose();
  model.dispose();
}

async function losses({ trainer }: Opened, from: number, to: number, samples = 4): Promise<number[]> {
  const pending = Array.from({ length: to - from }, (_, index) =>
    trainer.step(hostBatch(from + index, samples), { stepIndex: from + index, seed: 9 }),
  );
  return (await trainer.read(pending)).map((figures) => figures.loss);
}
const state = async ({ model, trainer }: Opened) => [
  await model.getWeights(),
  await trainer.optimizer.getState(),
  await readStates(model),
];

describe.skipIf(!canReplay)(needsReplays('replayed steps'), () => {
  test.each([
    'adam',
    'adamw',
    'rmsprop',
    'sgd',
    'nadam',
    'adamax',
    { class_name: 'SGD', config: { learning_rate: 0.1, momentum: 0.9, nesterov: true, clipnorm: 1 } },
    { class_name: 'Adam', config: { amsgrad: true, weight_decay: 0.01 } },
  ])(
    'have the bits of steps op by op, whenever replaying begins: %j',
    async (optimizer) => {
      const [eager, traced, auto] = (['eager', 'traced', 'auto'] as const).map((mode) =>
        open(drawing, mode, optimizer),
      );
      if (!eager || !traced || !auto) throw new Error('nothing was opened');
      const wanted = await losses(eager, 0, 5);
      expect(await losses(traced, 0, 5)).toEqual(wanted);
      expect(await losses(auto, 0, 5)).toEqual(wanted);
      expect(traced.trainer.mode()).toEqual({ mode: 'traced', reason: null, notes: [], replayed: 5, opByOp: 0 });
      expect(auto.trainer.mode()).toMatchObject({ mode: 'traced', replayed: 4, opByOp: 1 });
      expect(eager.trainer.mode()).toMatchObject({ mode: 'eager', reason: 'asked for' });
      const found = await state(eager);
      expect(await state(traced)).toEqual(found);
      expect(await state(auto)).toEqual(found);
      for (const one of [eager, traced, auto]) close(one);
    },
    patience,
  );

  test(
    'carry states on from batch to batch, through evaluation, prediction and forgetting',
    async () => {
      const [eager, traced] = (['eager', 'traced'] as const).map((mode) => open(stateful, mode));
      if (!eager || !traced) throw new Error('nothing was opened');
      const results = await Promise.all(
        [eager, traced].map(async (one) => {
          const found: unknown[] = [await losses(one, 0, 3), await readStates(one.model)];
          found.push(await one.trainer.evaluate([hostBatch(8), hostBatch(9)]));
          found.push(await losses(one, 3, 5));
          one.model.resetStates();
          found.push(await losses(one, 5, 7));
          const x = { values: uniform(5, 72), shape: [4, 6, 3], dtype: 'float32' as const };
          found.push((await one.trainer.predictHost([x])).values, (await one.trainer.predictHost([x])).values);
          found.push(await state(one));
          return found;
        }),
      );
      expect(results[1]).toEqual(results[0]);
      expect(traced.trainer.mode()).toMatchObject({ mode: 'traced', opByOp: 0 });
      for (const one of [eager, traced]) close(one);
    },
    patience,
  );

  test(
    'go on from what is set, and show what they did to whoever looks',
    async () => {
      const one = open(drawing, 'traced');
      await losses(one, 0, 2);
      const weights = await one.model.getWeights();
      const optimizer = await one.trainer.optimizer.getState();
      const wanted = await losses(one, 2, 4);
      one.model.setWeights(weights);
      one.trainer.optimizer.setState(optimizer);
      expect(await losses(one, 2, 4)).toEqual(wanted);
      // A pass outside of the trainer sees the newest weights, and moves the averages that the next replay goes on with.
      const x = tf.tensor(uniform(5, 72), [4, 6, 3]);
      const averages = async () =>
        (await one.model.getWeights()).filter(({ path }) => path.includes('moving')).map(({ values }) => [...values]);
      const before = await averages();
      tf.tidy(() => void one.model.call([x], createContext({ training: true, seed: 1 })));
      const between = await averages();
      expect(between).not.toEqual(before);
      await losses(one, 4, 5);
      expect(await averages()).not.toEqual(between);
      const [predicted] = one.trainer.predict([x]);
      const called = tf.tidy(() => one.model.call([x], createContext({ training: false })).outputs[0]?.clone());
      expect(await predicted?.data()).toEqual(await called?.data());
      for (const tensor of [x, predicted, called]) tensor?.dispose();
      close(one);
    },
    patience,
  );

  test(
    'serve several shapes and two trainers of one model',
    async () => {
      const eager = open(drawing, 'eager', 'sgd');
      const model = buildModel(tf, drawing, { seed: 4 });
      const trainers = [0, 1].map(() => createTrainStep({ tf, model, loss: 'mse', optimizer: 'sgd', mode: 'traced' }));
      const order = [
        [0, 4],
        [1, 4],
        [0, 3],
        [0, 4],
        [1, 3],
        [0, 3],
      ] as const;
      for (const [step, [which, samples]] of order.entries()) {
        const trainer = trainers[which];
        if (trainer === undefined) throw new Error('no such trainer');
        const found = await trainer.read([trainer.step(hostBatch(step, samples), { stepIndex: step, seed: 9 })]);
        expect(found[0]?.loss).toBe((await losses(eager, step, step + 1, samples))[0]);
      }
      for (const trainer of trainers) trainer.dispose();
      expect(await model.getWeights()).toEqual(await eager.model.getWeights());
      model.dispose();
      close(eager);
    },
    patience,
  );

  test(
    'a number that JavaScript makes anew in every step keeps the run op by op, and it says why',
    async () => {
      const one = open(drawing, 'traced');
      const { model } = one;
      let calls = 0;
      const changing: Model = {
        ...model,
        call: (inputs, context) => {
          const result = model.call(inputs, context);
          calls += 1;
          return { ...result, outputs: result.outputs.map((output) => tf.add(output, tf.scalar(calls))) };
        },
      };
      const trainer = createTrainStep({ tf, model: changing, loss: 'mse', optimizer: 'adam', mode: 'traced' });
      const [first] = await trainer.read([trainer.step(hostBatch(1), { stepIndex: 0, seed: 1 })]);
      expect(first?.loss).toBeGreaterThan(1);
      expect(trainer.mode()).toMatchObject({ mode: 'eager', replayed: 0 });
      expect(trainer.mode().reason).toMatch(/constant|input/);
      trainer.dispose();
      close(one);
    },
    patience,
  );

  test(
    'leave nothing behind',
    async () => {
      const once = async (): Promise<void> => {
        const one = open(stateful, 'traced');
        await losses(one, 0, 3);
        await one.trainer.evaluate([hostBatch(8)]);
        close(one);
      };
      await once();
      const before = tf.memory().numTensors;
      await once();
      await once();
      expect(tf.memory().numTensors).toBe(before);
    },
    patience,
  );
});

describe('a replay beside the same step op by op', () => {
  const values = (...list: readonly number[]) => ({ name: 'w', values: Float32Array.from(list) });

  test('agrees where values differ by rounding, and where both are not numbers', () => {
    expect(disagreement([values(1, 2, Number.NaN)], [values(1.000001, 2, Number.NaN)])).toBeNull();
    expect(disagreement([values(1, Number.POSITIVE_INFINITY)], [values(1, Number.POSITIVE_INFINITY)])).toBeNull();
  });

  test('differs where one value is off, missing or not a number', () => {
    expect(disagreement([values(1, 2)], [values(1, 2.001)])).toMatch('w differs');
    expect(disagreement([values(1, 2)], [values(1, Number.NaN)])).toMatch('w differs');
    expect(disagreement([values(1, 2)], [values(1)])).toMatch('1 values in place of 2');
  });

  test('must have made the same change, however small it is beside the value', () => {
    expect(changeDisagreement([1], values(1.0001), [1.0001])).toBeNull();
    expect(changeDisagreement([1], values(1.0001), [1.000102])).toMatch('w differs');
  });
});
