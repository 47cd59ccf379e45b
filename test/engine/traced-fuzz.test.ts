import { expect, test } from 'vitest';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../../main/engine/backend.ts';
import { describeTraced, relativeDifference, valuesOf } from './traced-kit.ts';

const programs = 15;
const shape = [3, 4];

type Step = (tf: Tfjs, pick: () => Tensor) => Tensor;
/** All keep the shape, and values small. */
const steps: readonly Step[] = [
  (tf, pick) => tf.tanh(tf.add(pick(), pick())),
  (tf, pick) => tf.mul(tf.sin(pick()), pick()),
  (tf, pick) => tf.sub(pick(), tf.mean(pick(), 1, true)),
  (tf, pick) => tf.where(tf.greater(pick(), pick()), pick(), pick()),
  (tf, pick) => tf.softmax(pick()),
  (tf, pick) => tf.transpose(tf.reshape(pick(), [4, 3])),
  (tf, pick) => tf.concat(tf.split(pick(), 2, 1).reverse(), 1),
  (tf, pick) => tf.div(tf.matMul(pick() as never, pick() as never, false, true).matMul(pick() as never), 8),
  (tf, pick) => tf.gather(pick(), tf.tensor1d([2, 0, 1], 'int32')),
  (tf, pick) => tf.mul(tf.cast(tf.argMax(pick(), 0), 'float32'), tf.sigmoid(pick())),
  (tf, pick) => tf.addN([pick(), pick(), pick()]).mul(0.3),
  (tf, pick) => tf.clipByValue(tf.exp(tf.minimum(pick(), 1)), 0.1, 2),
  (tf, pick) =>
    tf.pad(tf.slice(pick(), [0, 1], [3, 2]) as never, [
      [0, 0],
      [1, 1],
    ]),
  (tf, pick) => tf.cumsum(tf.mul(pick(), 0.2), 1),
  (tf, pick) => tf.reverse(tf.tile(tf.slice(pick(), [1, 0], [1, 4]), [3, 1]), 1),
];

await describeTraced('random programs', ({ tf, tracer, record }) => {
  test(`${programs} of them, with states, agree with eager execution over three calls`, { timeout: 300_000 }, () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= programs; seed += 1) {
      const random = xoroshiro128plus(seed * 7919);
      const below = (limit: number): number => (random.next() >>> 0) % limit;
      const states = Array.from({ length: 1 + below(3) }, (_, index) =>
        tf.variable(tf.randomUniform(shape, -1, 1, 'float32', seed * 10 + index)),
      );
      const plan = Array.from({ length: 5 + below(25) }, () => ({
        step: steps[below(steps.length)] ?? (() => tf.zeros(shape)),
        picks: Array.from({ length: 4 }, () => random.next() >>> 0),
        assigned: below(4) === 0 ? states[below(states.length)] : undefined,
      }));
      const body = (x: Tensor) => (): Tensor[] =>
        tf.tidy(() => {
          const values: Tensor[] = [x];
          for (const { step, picks, assigned } of plan) {
            let next = 0;
            const pick = (): Tensor => {
              const all: readonly Tensor[] = [...values, ...(states as unknown as Tensor[])];
              return all[(picks[next++ % picks.length] ?? 0) % all.length] ?? x;
            };
            const value = step(tf, pick);
            values.push(value);
            assigned?.assign(value as Variable);
          }
          return values.slice(-3).map((value) => value.clone());
        });
      const inputs = [1, 2, 3, 4, 5].map((index) => tf.randomNormal(shape, 0, 1, 'float32', seed * 100 + index));
      const [first, second, ...others] = inputs as [Tensor, Tensor, ...Tensor[]];
      const recording = record(body(first), [first]);
      const difference = tracer.compare(recording, record(body(second), [second]));
      if (difference !== null) failures.push(`${seed}: ${difference}`);
      const saved = states.map((state) => state.clone());
      const eager = others.flatMap((x) => body(x)().map(valuesOf));
      const wanted = states.map(valuesOf);
      states.forEach((state, index) => {
        state.assign(saved[index] as Variable);
      });
      const replay = tracer.add(recording);
      tracer.push();
      const replayed = others.flatMap((x) => replay.run([valuesOf(x)]));
      tracer.pull();
      const worst = Math.max(relativeDifference(replayed, eager), relativeDifference(states.map(valuesOf), wanted));
      if (worst > 1e-5) failures.push(`${seed}: differs by ${worst}`);
      tf.dispose([...states, ...saved, ...inputs]);
    }
    expect(failures).toEqual([]);
  });
});
