/** The gradient of relu is TensorFlow's own where TensorFlow runs, and the same everywhere. */
import { describe, expect, test } from 'vitest';
import { loadEngine } from '../../main/engine/backend.ts';

describe.each(['cpu', 'portable'] as const)('on the engine %s', (choice) => {
  test('relu passes the gradient on where its input is positive', async () => {
    const { tf } = await loadEngine(choice);
    const x = tf.tensor1d([-2, -0.5, 0, 0.5, 3]);
    const weights = tf.tensor1d([1, 2, 3, 4, 5]);
    const gradient = tf.grad((input) => tf.sum(tf.mul(tf.relu(input), weights)))(x);
    expect(Array.from(await gradient.data())).toEqual([0, 0, 0, 4, 5]);
    for (const tensor of [x, weights, gradient]) tensor.dispose();
  });
});
