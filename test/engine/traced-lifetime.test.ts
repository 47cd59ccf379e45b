import { expect, test } from 'vitest';
import { createTracer } from '../../main/engine/traced/tracer.ts';
import { describeTraced } from './traced-kit.ts';

const mebibyte = 1024 * 1024;

const residentMemory = (): number => process.memoryUsage.rss();

await describeTraced('traced functions keep no memory', ({ tf, tracer, trace }) => {
  test('10,000 replays', { timeout: 300_000 }, () => {
    const state = tf.variable(tf.zeros([100, 100]));
    const x = tf.ones([100, 100]);
    const step = trace(
      () =>
        tf.tidy(() => {
          state.assign(tf.add(tf.mul(state, 0.5), x));
          return [tf.sub(state, x)];
        }),
      [x],
    );
    const feed = new Float32Array(10_000).fill(0.01);
    const replay = (count: number) => {
      for (let call = 0; call < count; call += 1) step.run([feed]);
    };
    replay(2000);
    const before = residentMemory();
    const { numTensors } = tf.memory();
    replay(10_000);
    expect(tf.memory().numTensors).toBe(numTensors);
    // Feed, state and result have 40 kB each: kept, every one would be 400 MB.
    expect(residentMemory() - before).toBeLessThan(150 * mebibyte);
    for (let round = 0; round < 20; round += 1) tracer.pull();
    expect(tf.memory().numTensors).toBe(numTensors);
    state.dispose();
  });

  test('25 tracers that are made, used and disposed', { timeout: 300_000 }, () => {
    const state = tf.variable(tf.zeros([2048, 1024]));
    const x = tf.ones([1, 1024]);
    const use = (count: number) => {
      for (let round = 0; round < count; round += 1) {
        const made = createTracer(tf, { threads: 1 });
        if (made === null) throw new Error('there is no tracer');
        const { recording, outputs } = made.record(
          () =>
            tf.tidy(() => {
              state.assign(tf.add(state, x));
              return [];
            }),
          [x],
        );
        tf.dispose([...outputs]);
        if (recording === null) throw new Error('not traceable');
        made.add(recording).run([new Float32Array(1024)]);
        made.dispose();
      }
    };
    use(5);
    const before = residentMemory();
    const { numTensors } = tf.memory();
    use(25);
    expect(tf.memory().numTensors).toBe(numTensors);
    // Each session holds a state of 8 MB: kept, they would be 200 MB.
    expect(residentMemory() - before).toBeLessThan(100 * mebibyte);
    state.dispose();
  });
});
