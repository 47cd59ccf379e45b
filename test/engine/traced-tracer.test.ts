import { describe, expect, test } from 'vitest';
import type { Tensor2D, Variable } from '@tensorflow/tfjs';
import { createTracer, NotTraceable } from '../../main/engine/traced/tracer.ts';
import { describeTraced } from './traced-kit.ts';

await describeTraced('a traced function', ({ tf, tracer, record, trace }) => {
  const scalar = (value: number): Variable => tf.variable(tf.scalar(value));

  test('computes from its feeds and updates states until they are pulled', () => {
    const weight = tf.variable(tf.ones([3, 2]));
    const count = tf.variable(tf.scalar(0, 'int32'));
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const step = trace(
      () =>
        tf.tidy(() => {
          const y = tf.matMul(x, weight as unknown as Tensor2D);
          weight.assign(tf.add(weight, 1));
          count.assign(tf.add(count, tf.scalar(1, 'int32')));
          return [tf.sum(y)];
        }),
      [x],
    );
    expect(step.inputs).toEqual([{ shape: [2, 3], dtype: 'float32' }]);
    expect(step.outputs).toEqual([{ shape: [], dtype: 'float32' }]);
    const ones = new Float32Array(6).fill(1);
    // The recording itself has been the first step.
    expect(step.run([ones])).toEqual([new Float32Array([24])]);
    expect(step.run([ones.map((value) => 2 * value)])).toEqual([new Float32Array([72])]);
    expect(weight.dataSync()[0]).toBe(2);
    tracer.pull();
    expect([...weight.dataSync()]).toEqual(Array<number>(6).fill(4));
    expect([...count.dataSync()]).toEqual([3]);
    weight.assign(tf.zeros([3, 2]));
    tracer.push();
    expect(step.run([ones])).toEqual([new Float32Array([0])]);
    tf.dispose([weight, count, x]);
  });

  test('runs on another thread as well, one call at a time, and reads its feeds before', async () => {
    const x = tf.ones([200, 200]);
    const total = scalar(0);
    const step = trace(
      () =>
        tf.tidy(() => {
          total.assign(tf.add(total, 1));
          return [tf.sum(tf.matMul(x as Tensor2D, x as Tensor2D))];
        }),
      [x],
    );
    const feed = new Float32Array(40_000).fill(1);
    const pending = step.runAsync([feed]);
    feed.fill(5);
    expect(() => step.run([feed])).toThrow('the session still runs');
    expect(() => void step.runAsync([feed])).toThrow('the session still runs');
    expect(await pending).toEqual([new Float32Array([8_000_000])]);
    expect(step.run([feed])).toEqual([new Float32Array([200_000_000])]);
    tracer.pull();
    expect(total.dataSync()[0]).toBe(3);
  });

  test('functions for several shapes share the states', () => {
    const sum = scalar(0);
    const body = (length: number) => {
      const x = tf.ones([length]);
      return trace(
        () =>
          tf.tidy(() => {
            sum.assign(tf.add(sum, tf.sum(x)));
            return [];
          }),
        [x],
      );
    };
    const [two, three] = [body(2), body(3)];
    tracer.push();
    expect(two.run([new Float32Array([10, 20])])).toEqual([]);
    three.run([new Float32Array([100, 200, 300])]);
    two.run([new Float32Array([1, 1])]);
    tracer.pull();
    expect(sum.dataSync()[0]).toBe(2 + 3 + 30 + 600 + 2);
  });

  test('a state is read before it is assigned, the last assignment wins, and one that is only read stays', () => {
    const first = scalar(1);
    const second = scalar(10);
    const fixed = scalar(100);
    const swap = trace(
      () =>
        tf.tidy(() => {
          const [a, b] = [first.clone(), second.clone()];
          first.assign(tf.scalar(-1));
          first.assign(b as Variable);
          second.assign(a as Variable);
          return [tf.add(a, fixed), first.clone()];
        }),
      [],
    );
    expect(swap.run([])).toEqual([new Float32Array([110]), new Float32Array([1])]);
    expect(swap.run([])).toEqual([new Float32Array([101]), new Float32Array([10])]);
    tracer.pull();
    expect([first, second, fixed].map((one) => one.dataSync()[0])).toEqual([10, 1, 100]);
  });

  test('variables that share their data, with each other or with another tensor, are told apart', () => {
    const source = tf.scalar(7);
    const [first, second] = [tf.variable(source), tf.variable(source)];
    const step = trace(
      () =>
        tf.tidy(() => {
          first.assign(tf.add(first, 1));
          return [tf.add(second, 0), tf.add(source, 0), tf.add(first, 0)];
        }),
      [],
    );
    expect(step.run([])).toEqual([7, 7, 9].map((value) => new Float32Array([value])));
    tracer.pull();
    expect(first.dataSync()[0]).toBe(9);
    expect(second.dataSync()[0]).toBe(7);
  });

  test('results, feeds and states never share memory', () => {
    const held = tf.variable(tf.zeros([64]));
    const x = tf.ones([64]);
    const keep = trace(
      () =>
        tf.tidy(() => {
          const before = held.clone();
          held.assign(tf.reshape(x, [64]));
          return [before, tf.reshape(x, [8, 8])];
        }),
      [x],
    );
    const feed = new Float32Array(64).fill(2);
    keep.run([feed]);
    feed.fill(3);
    const [before, same] = keep.run([feed]);
    expect(before).toEqual(new Float32Array(64).fill(2));
    expect(same).toEqual(new Float32Array(64).fill(3));
    same?.fill(-1);
    feed.fill(-2);
    expect(keep.run([new Float32Array(64)])[0]).toEqual(new Float32Array(64).fill(3));
    tracer.pull();
    expect(held.dataSync()).toEqual(new Float32Array(64));
  });

  test('leaves out what nobody uses, and holds equal constants once', () => {
    const x = tf.ones([4]);
    const one = trace(
      () =>
        tf.tidy(() => {
          tf.exp(tf.mul(x, 3));
          return [tf.add(tf.mul(x, 3), tf.mul(x, 3))];
        }),
      [x],
    );
    expect(one.operations).toBe(3);
    expect(one.run([new Float32Array([1, 2, 3, 4])])).toEqual([new Float32Array([6, 12, 18, 24])]);
  });

  test('bools, whole numbers, empty tensors, big constants and bodies without results', () => {
    const mask = tf.tensor1d([1, 0, 1], 'bool');
    const index = tf.tensor1d([2, 0], 'int32');
    const none = tf.tensor2d([], [0, 3]);
    const big = tf.range(0, 300_000);
    const all = trace(
      () =>
        tf.tidy(() => [
          tf.logicalNot(mask),
          tf.gather(index, tf.tensor1d([1], 'int32')),
          tf.concat([none, none], 0),
          tf.sum(tf.cast(mask, 'int32')),
          tf.slice(big, [299_990], [1]),
        ]),
      [mask, index, none],
    );
    expect(all.run([Uint8Array.of(0, 0, 1), Int32Array.of(5, 6), new Float32Array()])).toEqual([
      Uint8Array.of(1, 1, 0),
      Int32Array.of(6),
      new Float32Array(),
      Int32Array.of(1),
      Float32Array.of(299_990),
    ]);
    expect(trace(() => [], []).run([])).toEqual([]);
    expect(trace(() => [tf.scalar(4), mask.clone()], [mask]).run([Uint8Array.of(0, 1, 0)])).toEqual([
      Float32Array.of(4),
      Uint8Array.of(0, 1, 0),
    ]);
  });

  test('a disposed variable is left alone', () => {
    const gone = scalar(1);
    const step = trace(
      () =>
        tf.tidy(() => {
          gone.assign(tf.add(gone, 1));
          return [gone.clone()];
        }),
      [],
    );
    step.run([]);
    gone.dispose();
    tracer.pull();
    tracer.push();
    expect(step.run([])).toEqual([new Float32Array([4])]);
  });

  describe('wrong feeds are Errors that say what was expected', () => {
    const x = tf.ones([2, 3]);
    const step = trace(() => [tf.tidy(() => tf.mul(x, 2))], [x]);
    test.each([
      [[], '1 feeds are expected, but there are 0'],
      [[new Float32Array(6), new Float32Array(6)], '1 feeds are expected, but there are 2'],
      [[new Float32Array(5)], 'feed 0 must have 6 values, but has 5'],
      [[new Int32Array(6)], 'feed 0 must be a Float32Array'],
      [[[1, 2, 3, 4, 5, 6] as unknown as Float32Array], 'feed 0 is no typed array'],
      [[new Float64Array(6) as unknown as Float32Array], 'feed 0 must be a Float32Array'],
    ])('%#', (feeds, text) => {
      expect(() => step.run(feeds)).toThrow(text);
      expect(() => void step.runAsync(feeds)).toThrow(text);
      expect(step.run([new Float32Array(6).fill(1)])[0]?.[0]).toBe(2);
    });
  });

  test('what TensorFlow objects to is an Error; numbers that are none are not', async () => {
    const table = tf.ones([4, 2]);
    const index = tf.tensor1d([1], 'int32');
    const take = trace(() => [tf.gather(table, index)], [index]);
    expect(() => take.run([Int32Array.of(9)])).toThrow('indices[0] = 9 is not in [0, 4)');
    await expect(take.runAsync([Int32Array.of(-1)])).rejects.toThrow('is not in [0, 4)');
    expect(take.run([Int32Array.of(3)])).toEqual([new Float32Array([1, 1])]);
    const x = tf.scalar(1);
    const log = trace(() => [tf.tidy(() => tf.log(tf.mul(x, -1)))], [x]);
    expect(log.run([Float32Array.of(1)])).toEqual([Float32Array.of(NaN)]);
    expect(log.run([Float32Array.of(NaN)])).toEqual([Float32Array.of(NaN)]);
  });

  test('after dispose a call is an Error, even one that was under way ends well', async () => {
    const other = createTracer(tf);
    if (other === null) throw new Error('there is no tracer');
    const x = tf.ones([300, 300]) as Tensor2D;
    const { recording } = other.record(() => [tf.tidy(() => tf.sum(tf.matMul(x, x)))], [x]);
    if (recording === null) throw new Error('not traceable');
    const product = other.add(recording);
    const pending = product.runAsync([new Float32Array(90_000).fill(1)]);
    other.dispose();
    other.dispose();
    expect(() => product.run([new Float32Array(90_000)])).toThrow('the session is closed');
    expect(await pending).toEqual([new Float32Array([27_000_000])]);
  });

  test('recordings compare: equal ones, changed constants, other ops, other variables', () => {
    const x = tf.ones([3]);
    const variable = tf.variable(tf.zeros([3]));
    const of = (factor: number, more = false) =>
      record(
        () =>
          tf.tidy(() => {
            const y = tf.mul(x, factor);
            if (more) variable.assign(tf.add(y, 1));
            return [more ? tf.exp(y) : tf.tanh(y)];
          }),
        [x],
      );
    expect(tracer.compare(of(2), of(2))).toBeNull();
    expect(tracer.compare(of(2), of(3))).toBe('op 0, Mul: input 1 is a constant of shape [] that changed');
    expect(tracer.compare(of(2), of(2, true))).toBe('op 1, Tanh: is Add the second time');
    expect(tracer.compare(of(2, true), of(2, true))).toBeNull();
  });

  test('one that cannot be replayed tells why and has run for real', () => {
    const x = tf.ones([2]);
    const count = scalar(0);
    const reason = (body: () => void, inputs = [x]) => {
      const { problem, recording, outputs } = tracer.record(() => {
        body();
        return [tf.tidy(() => tf.add(x, 1))];
      }, inputs);
      expect(outputs[0]?.dataSync()).toEqual(new Float32Array([2, 2]));
      expect(recording === null).toBe(problem !== null);
      return problem === null ? null : `${problem.reason}: ${problem.detail}`;
    };
    expect(reason(() => tf.tidy(() => tf.sum(x).dataSync()))).toBe('host-read: a result of Sum');
    expect(reason(() => x.dataSync())).toBe('host-read: an input');
    expect(reason(() => count.dataSync())).toBe(`host-read: the variable ${count.name}`);
    const asynchronous = () => {
      const sum = tf.sum(x);
      void sum.data();
      sum.dispose();
    };
    expect(reason(asynchronous)).toBe('host-read: a result of Sum');
    expect(reason(() => tf.scalar(3).dataSync())).toBeNull();
    expect(reason(() => undefined, [x, x])).toBe('shared-input: input 1 shares its data with another input');
    expect(reason(() => scalar(5))).toMatch(/^variable-created: /);
    const gone = scalar(1);
    expect(
      reason(() => {
        gone.dispose();
      }),
    ).toBe(`variable-disposed: ${gone.name}`);
    expect(reason(() => undefined)).toBeNull();
  });

  test.each([
    ['stateful', () => tf.multinomial(tf.tensor1d([0.5, 0.5]), 3), 'operation'],
    ['of a size that hangs on values', () => tf.unique(tf.tensor1d([1, 1, 2])).values, 'operation'],
  ] as const)('an op that is %s cannot be added', (_, make, reason) => {
    const { recording } = tracer.record(() => [tf.tidy(make)], []);
    if (recording === null) throw new Error('not recorded');
    expect(() => tracer.add(recording)).toThrow(NotTraceable);
    expect(() => tracer.add(recording)).toThrow(reason);
  });

  test('an error of the body passes through, and nothing stays hooked', () => {
    expect(() =>
      tracer.record(() => {
        throw new RangeError('mine');
      }, []),
    ).toThrow('mine');
    expect(Object.hasOwn(tf.backend(), 'getInputTensorIds')).toBe(false);
    expect(tf.tidy(() => tf.add(1, 2).dataSync()[0])).toBe(3);
  });
});
