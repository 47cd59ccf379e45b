/** cuDNN's path on a processor that passes for a card: conversions and calls are the product's, cuDNN is the reference. */
import type { Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadEngine, type Tfjs } from '../../main/engine/backend.ts';
import { cudnnRefusals } from '../../main/engine/gpu/cudnn-support.ts';
import { canRunRecurrentOps } from '../../main/engine/native/recurrent-op.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';
import { type FakeCard, pretendCard } from './gpu-fake-card.ts';
import { testCudnn } from './gpu-recurrent-suite.ts';
import { makeProblem } from './native-recurrent-problem.ts';
import { callOp, tensorOf } from './native-recurrent-suite.ts';

const isMissing = findInstalled('cpu') === undefined && findInstalled('gpu') === undefined;

describe.skipIf(isMissing)(`cuDNN's path${isMissing ? ' (SKIPPED: the native engine is not set up)' : ''}`, () => {
  let tf: Tfjs;
  let card: FakeCard;
  beforeAll(async () => {
    ({ tf } = await loadEngine('cpu'));
    card = pretendCard(tf);
  });
  afterAll(() => card.remove());

  testCudnn(() => tf, 'beside the reference of cuDNN', [
    [1, 1, 1, 1],
    [3, 5, 4, 6],
    [7, 12, 1, 5],
    [2, 9, 11, 3],
  ]);

  test('every cell reached both of its ops', () => {
    for (const mode of ['lstm', 'gru', 'rnn_tanh', 'rnn_relu'])
      expect(new Set(card.calls)).toContain(`CudnnRNNBackpropV3 ${mode}`);
  });

  test.each(['lstm', 'gru'] as const)('%s: a step with a mask waits for no value', (cell) => {
    const problem = makeProblem({ cell, seed: 9, shape: [4, 6, 3, 7], mask: 'holes', states: true, loss: 'all' });
    tf.tidy(() => {
      const loss = (given: Tensor): Tensor => {
        const outputs = callOp(tf, problem, (name) => (name === 'kernel' ? given : tensorOf(tf, problem, name)));
        return tf.addN(Object.values<Tensor>({ ...outputs }).map((output) => output.square().sum()));
      };
      const kernel = tensorOf(tf, problem, 'kernel');
      if (kernel === undefined) throw new Error('no kernel');
      const before = card.reads();
      const gradient = tf.grad(loss)(kernel);
      expect(card.reads()).toBe(before);
      expect(gradient.abs().sum().dataSync()[0]).toBeGreaterThan(0);
      expect(card.reads(), 'a read is seen').toBe(before + 1);
    });
  });

  test('a form that cuDNN refuses is told, and left to the loop of steps', () => {
    const wish = { cell: 'lstm', batch: 4, steps: 5, features: 31, units: 37, separateDropout: false } as const;
    card.refuse('CUDNN_STATUS_NOT_SUPPORTED');
    expect(canRunRecurrentOps(tf, wish)).toBe(false);
    card.refuse(null);
    expect(canRunRecurrentOps(tf, wish), 'asked once').toBe(false);
    expect(canRunRecurrentOps(tf, { ...wish, units: 36 })).toBe(true);
    expect(cudnnRefusals(tf)).toEqual(['lstm, 31 features, 37 units: CUDNN_STATUS_NOT_SUPPORTED']);
  });
});
