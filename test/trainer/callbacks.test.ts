/** Real Keras is the judge of when training stops and when the rate comes down. */
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../shared/data/random.ts';
import { trainingSettingsSchema } from '../../shared/training/training-settings.ts';
import { createEarlyStopping, createPlateau } from '../../main/trainer/training/callbacks.ts';
import { askPython, python } from './python.ts';

type Value = number | 'nan' | 'inf' | null;
const random = seededRandom(11, 1);
const pick = <T>(...choices: readonly T[]): T => choices[random.integer(0, choices.length - 1)] as T;

/** Figures as trainings have them: falling, noisy, repeated, close together, sometimes absent or not finite. */
function values(): readonly Value[] {
  let level = pick(1, 0.3, 1e-3);
  return Array.from({ length: random.integer(2, 25) }, () => {
    level *= pick(1, 0.9, 1.1, 0.99999, 1.00001);
    const odd = random.integer(0, 39);
    if (odd === 0) return 'nan';
    if (odd === 1) return 'inf';
    return odd < 5 ? null : level + pick(0, 0, 1e-5, -1e-4, 1e-9);
  });
}
const shared = () => ({
  mode: pick<'min' | 'max'>('min', 'max'),
  patience: random.integer(0, 4),
  minDelta: pick(0, 1e-4, 1e-2),
});
const early = Array.from({ length: 300 }, () => ({
  ...shared(),
  baseline: pick(null, null, 0.5, 0.29, 1.05),
  startFromEpoch: pick(0, 0, 1, 5),
  values: values(),
}));
const plateau = Array.from({ length: 300 }, () => ({
  ...shared(),
  factor: pick(0.1, 0.5, 0.3),
  cooldown: random.integer(0, 3),
  minRate: pick(0, 0.01, 0.07),
  rate: pick(0.1, 0.003),
  values: values(),
}));

const settings = (change: object) =>
  trainingSettingsSchema.parse({
    loss: { id: 'mean_squared_error' },
    optimizer: { id: 'sgd', learningRate: 0.1 },
    ...change,
  });
const valueOf = (value: Value): number | undefined =>
  value === null ? undefined : Number(value === 'inf' ? Infinity : value);

/** `restart` writes the state down and reads it again after every epoch, as a run does that is killed and resumed. */
function runEarly({ values: given, ...options }: (typeof early)[number], restart: boolean) {
  const { earlyStopping: setting } = settings({ earlyStopping: { monitor: 'val_loss', ...options } });
  if (!setting) throw new Error('no early stopping');
  let stopping = createEarlyStopping(setting);
  let best = 0;
  for (const [index, value] of given.entries()) {
    const { keep, stop } = stopping.offer(valueOf(value), index + 1);
    if (keep) best = index + 1;
    if (stop) return { stopped: index + 1, best };
    if (restart) stopping = createEarlyStopping(setting, JSON.parse(JSON.stringify(stopping.state)));
  }
  return { stopped: 0, best };
}
function runPlateau({ values: given, rate: start, ...options }: (typeof plateau)[number], restart: boolean) {
  const { reduceOnPlateau: setting } = settings({ reduceOnPlateau: { monitor: 'val_loss', ...options } });
  if (!setting) throw new Error('no plateau');
  let reduce = createPlateau(setting);
  let rate = Math.fround(start);
  const rates = given.map((value) => {
    rate = reduce.offer(valueOf(value), rate) ?? rate;
    if (restart) reduce = createPlateau(setting, JSON.parse(JSON.stringify(reduce.state)));
    return rate;
  });
  return { rates };
}

describe.skipIf(!python)('beside real Keras', () => {
  test('early stopping stops at the same epoch with the same weights, and the rate comes down alike', async () => {
    const kerasOptions = (one: (typeof early)[number] | (typeof plateau)[number]) => ({
      mode: one.mode,
      patience: one.patience,
      min_delta: one.minDelta,
    });
    const answers = await askPython<readonly unknown[]>('callbacks-judge.py', [
      ...early.map((one) => ({
        kind: 'early',
        options: { ...kerasOptions(one), baseline: one.baseline, start_from_epoch: one.startFromEpoch },
        values: one.values,
      })),
      ...plateau.map((one) => ({
        kind: 'plateau',
        options: { ...kerasOptions(one), factor: one.factor, cooldown: one.cooldown, min_lr: one.minRate },
        rate: one.rate,
        values: one.values,
      })),
    ]);
    for (const restart of [false, true]) {
      const ours = [...early.map((one) => runEarly(one, restart)), ...plateau.map((one) => runPlateau(one, restart))];
      ours.forEach((answer, index) => {
        expect(answer, JSON.stringify([...early, ...plateau][index])).toEqual(answers[index]);
      });
    }
    // The cases say something: many stop, and the rate comes down in many.
    expect(early.filter((one) => runEarly(one, false).stopped > 0).length).toBeGreaterThan(60);
    expect(plateau.filter((one) => new Set(runPlateau(one, false).rates).size > 1).length).toBeGreaterThan(100);
  }, 120_000);
});
