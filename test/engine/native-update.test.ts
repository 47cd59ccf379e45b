import type { Tensor } from '@tensorflow/tfjs';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { adamUpdate, canRunUpdateOps, rmspropUpdate, sgdUpdate } from '../../main/engine/native/update-op.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { readConfig } from '../../main/trainer/model/config.ts';
import { readRule, type Slots } from '../../main/trainer/training/update-rules.ts';

const isSetUp = (findInstalled('cpu')?.kernelsPath ?? findInstalled('gpu')?.kernelsPath ?? null) !== null;

interface Kind {
  readonly name: string;
  readonly rule: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly decay?: number;
  readonly squares?: boolean;
}

const kinds: readonly Kind[] = [
  { name: 'Adam', rule: 'Adam', config: {} },
  { name: 'Adam, other constants', rule: 'Adam', config: { beta_1: 0.8, beta_2: 0.99, epsilon: 1e-3 } },
  { name: 'Adam, squares of its own', rule: 'Adam', config: {}, squares: true },
  { name: 'AdamW', rule: 'AdamW', config: {}, decay: 0.004 * 0.001 },
  { name: 'RMSprop', rule: 'RMSprop', config: {} },
  { name: 'RMSprop, squares of its own, decay', rule: 'RMSprop', config: { rho: 0.7 }, squares: true, decay: 1e-3 },
  { name: 'SGD', rule: 'SGD', config: {} },
  { name: 'SGD, decay', rule: 'SGD', config: {}, decay: 1e-4 },
  { name: 'SGD, momentum', rule: 'SGD', config: { momentum: 0.9 } },
  { name: 'SGD, Nesterov', rule: 'SGD', config: { momentum: 0.7, nesterov: true } },
];

/** Lengths around a vector's, and one that several threads share. */
const lengths = [1, 7, 16, 131, 300_003];

describe.skipIf(!isSetUp)(
  `update ops ${isSetUp ? '' : 'SKIPPED: the native engine or its kernels are not set up'}`,
  () => {
    let tf: Tfjs;
    beforeAll(async () => {
      tf = (await loadEngine('cpu')).tf;
      expect(canRunUpdateOps(tf)).toBe(true);
    });

    test.each(kinds)('$name: three steps have the very bits of the rule made of TensorFlow ops', (kind) => {
      for (const length of lengths) {
        tf.tidy(() => {
          const rule = readRule(kind.rule, readConfig(kind.config, kind.rule));
          const draw = drawer(tf, length);
          let plain: State = { weight: draw(1), slots: initialSlots(tf, rule.slots, length) };
          let fused = plain;
          for (let step = 0; step < 3; step += 1) {
            const gradient = draw(10 ** -step);
            const squares = kind.squares === true ? draw(1).square() : undefined;
            const numbers = rule.numbers(step, 0.001);
            const lowered =
              kind.decay === undefined ? plain.weight : plain.weight.sub(plain.weight.mul(tf.scalar(kind.decay)));
            plain = rule.update({
              tf,
              weight: lowered,
              gradient,
              squared: () => squares ?? gradient.square(),
              sizes: () => gradient.abs(),
              slots: plain.slots,
              numbers: Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tf.scalar(value)])),
              constant: (value) => tf.scalar(value),
            });
            const rate = numbers['alpha'] ?? numbers['learningRate'] ?? Number.NaN;
            const list = tf.tensor1d(kind.decay === undefined ? [rate] : [rate, kind.decay]);
            fused = runOp(tf, kind, fused, gradient, squares, list);
            expectSame(fused, plain);
          }
        });
      }
    });

    test('wrong shapes are refused by name', () => {
      tf.tidy(() => {
        const [weight, gradient, numbers] = [tf.zeros([3]), tf.zeros([3]), tf.zeros([1])];
        const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
        const adam = { weight, gradient, momentum: gradient, velocity: gradient, numbers, ...constants };
        expect(() => adamUpdate(tf, adam)).not.toThrow();
        expect(() => adamUpdate(tf, { ...adam, gradient: tf.zeros([4]) })).toThrow(
          /WeftAdam: the gradient must have the shape \[3\], but has \[4\]/,
        );
        expect(() => adamUpdate(tf, { ...adam, squares: tf.zeros([2]) })).toThrow(
          /the squares of the gradient must have the shape \[3\] or be empty, but has \[2\]/,
        );
        expect(() => adamUpdate(tf, { ...adam, velocity: tf.zeros([3, 1]) })).toThrow(/the second slot/);
        expect(() => adamUpdate(tf, { ...adam, numbers: tf.zeros([3]) })).toThrow(
          /the numbers must have the shape \[1\] or \[2\], but have \[3\]/,
        );
        expect(() => sgdUpdate(tf, { weight: tf.zeros([3, 1]), gradient, numbers })).toThrow(
          /the weight must have the shape \[elements\], but has \[3, 1\]/,
        );
      });
    });

    test('an empty vector, a NaN and inputs that stay as they were', () => {
      tf.tidy(() => {
        const numbers = tf.tensor1d([0.5]);
        const empty = sgdUpdate(tf, { weight: tf.zeros([0]), gradient: tf.zeros([0]), numbers });
        expect(empty.weight.shape).toEqual([0]);
        const weight = tf.tensor1d([1, 2, 3]);
        const gradient = tf.tensor1d([1, Number.NaN, 4]);
        const next = sgdUpdate(tf, { weight, gradient, numbers });
        expect([...next.weight.dataSync()]).toEqual([0.5, Number.NaN, 1]);
        expect([...weight.dataSync()]).toEqual([1, 2, 3]);
      });
    });

    test('is on no other backend', async () => {
      await tf.setBackend('cpu');
      expect(canRunUpdateOps(tf)).toBe(false);
      await tf.setBackend('tensorflow');
    });
  },
);

interface State {
  readonly weight: Tensor;
  readonly slots: Slots;
}

function initialSlots(tf: Tfjs, slots: readonly { readonly name: string; readonly initial: number }[], length: number) {
  return Object.fromEntries(slots.map(({ name, initial }) => [name, tf.fill([length], initial)]));
}

function drawer(tf: Tfjs, length: number): (scale: number) => Tensor {
  const generator = xoroshiro128plus(length);
  return (scale) => tf.tensor1d(Float32Array.from({ length }, () => (uniformFloat64(generator) * 2 - 1) * scale));
}

function runOp(
  tf: Tfjs,
  { rule, config }: Kind,
  state: State,
  gradient: Tensor,
  squares: Tensor | undefined,
  numbers: Tensor,
): State {
  const { weight, slots } = state;
  const number = (name: string, otherwise: number): number => Number(config[name] ?? otherwise);
  const slot = (name: string): Tensor => slots[name] ?? tf.zeros([0]);
  const epsilon = number('epsilon', 1e-7);
  const shared = { weight, gradient, numbers };
  if (rule === 'SGD') {
    const factor = number('momentum', 0);
    const given = { slot: slot('momentum'), factor, nesterov: config['nesterov'] === true };
    const next = sgdUpdate(tf, { ...shared, momentum: factor === 0 ? undefined : given });
    return { weight: next.weight, slots: next.momentum === undefined ? {} : { momentum: next.momentum } };
  }
  if (rule === 'RMSprop') {
    const rho = number('rho', 0.9);
    const next = rmspropUpdate(tf, { ...shared, squares, velocity: slot('velocity'), rho, epsilon });
    return { weight: next.weight, slots: { velocity: next.velocity } };
  }
  const next = adamUpdate(tf, {
    ...shared,
    squares,
    momentum: slot('momentum'),
    velocity: slot('velocity'),
    beta1: number('beta_1', 0.9),
    beta2: number('beta_2', 0.999),
    epsilon,
  });
  return { weight: next.weight, slots: { momentum: next.momentum, velocity: next.velocity } };
}

function expectSame(actual: State, expected: State): void {
  expect(Object.keys(actual.slots)).toEqual(Object.keys(expected.slots));
  const pairs: readonly [Tensor, Tensor | undefined][] = [
    [actual.weight, expected.weight],
    ...Object.entries(actual.slots).map(([name, tensor]): [Tensor, Tensor | undefined] => [tensor, expected.slots[name]]),
  ];
  for (const [one, other] of pairs) {
    expect(other).toBeDefined();
    const wanted = other?.dataSync() ?? [];
    const values = one.dataSync();
    const different = values.findIndex((value, index) => !Object.is(value, wanted[index]));
    expect(different === -1 ? 'same' : `${different}: ${values[different]} for ${wanted[different]}`).toBe('same');
  }
}
