import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { createTracer, type Recording, type TracedFunction, type Tracer } from '../../main/engine/traced/tracer.ts';

let tf: Tfjs;
const { tracer: skipped } = await (async () => {
  const engine = await loadEngine('cpu');
  ({ tf } = engine);
  const probe = createTracer(tf);
  probe?.dispose();
  return { tracer: probe === null };
})();
const missing = skipped ? ' SKIPPED: the native engine or its addon is not set up' : '';

describe.skipIf(skipped)(`a traced function${missing}`, () => {
  let tracer: Tracer;
  beforeAll(() => {
    const made = createTracer(tf);
    if (made === null) throw new Error('there is no tracer');
    tracer = made;
    return () => {
      made.dispose();
    };
  });
  const recorded = (body: () => readonly Tensor[], inputs: readonly Tensor[]): Recording => {
    const { recording, problem, outputs } = tracer.record(body, inputs);
    tf.dispose([...outputs]);
    if (problem) throw problem;
    return recording;
  };
  const traced = (body: () => readonly Tensor[], inputs: readonly Tensor[]): TracedFunction =>
    tracer.add(recorded(body, inputs));

  test('computes from its feeds and updates states until they are pulled', () => {
    const weight = tf.variable(tf.ones([3, 2]));
    const count = tf.variable(tf.scalar(0, 'int32'));
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const step = traced(
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
});
