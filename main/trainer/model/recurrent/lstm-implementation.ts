/** Which LSTM runs: the one place that decides. */
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { blockLstm, canRunBlockLstm } from '../../../engine/native/block-lstm.ts';
import { lstmOp } from '../../../engine/native/lstm-op.ts';
import type { Tensor } from '../layer.ts';
import { hasRecurrentOp, nativeInputs, type NativeRun } from './native-inputs.ts';
import { runSteps } from './step-loop.ts';
import type { SequenceResult } from './recurrent-layer.ts';

export interface LstmRun extends NativeRun {
  /** [4·units] */
  readonly bias: Tensor | null;
  readonly needsSequence: boolean;
}

/**
 * LSTM with tanh and sigmoid. Gate order i, f, c, o. Our own op where the engine has it; without it there may be no
 * state masks and one input mask at most. Then TensorFlow's own, where there is no mask, and else a loop.
 */
export function runLstm(run: LstmRun): SequenceResult {
  if (hasRecurrentOp('lstm', run)) return runNative(run);
  return run.mask === null && canRunBlockLstm(run.tf) ? runBlock(run) : runLoop(run);
}

function runNative(run: LstmRun): SequenceResult {
  const { tf, recurrentKernel, bias, initial } = run;
  const units = recurrentKernel.shape[0] ?? 0;
  const { sequence, h, c } = lstmOp(tf, {
    ...nativeInputs(run),
    bias: (bias ?? tf.zeros([4 * units])) as Tensor1D,
    c0: initial?.[1] as Tensor2D | undefined,
  });
  return { sequence, states: [h, c] };
}

function runBlock(run: LstmRun): SequenceResult {
  const { tf, kernel, recurrentKernel, bias, initial } = run;
  const { sequence, h, c } = blockLstm(tf, {
    x: droppedInput(run) as Tensor3D,
    kernel: kernel as Tensor2D,
    recurrentKernel: recurrentKernel as Tensor2D,
    bias: (bias ?? tf.zeros([4 * (recurrentKernel.shape[0] ?? 0)])) as Tensor1D,
    h0: initial?.[0] as Tensor2D | undefined,
    c0: initial?.[1] as Tensor2D | undefined,
  });
  return { sequence, states: [h, c] };
}

function droppedInput({ tf, x, inputMasks }: LstmRun): Tensor {
  const [inputMask] = inputMasks ?? [];
  return inputMask === undefined ? x : tf.mul(x, inputMask);
}

function runLoop(run: LstmRun): SequenceResult {
  const { tf, kernel, recurrentKernel, bias, initial, mask, needsSequence } = run;
  const x = droppedInput(run);
  const [batch = 0, time = 0, features = 0] = x.shape;
  const units = recurrentKernel.shape[0] ?? 0;
  const product = tf.matMul(tf.reshape(x, [batch * time, features]), kernel);
  const projected = tf.reshape(bias === null ? product : tf.add(product, bias), [batch, time, 4 * units]);
  return runSteps(tf, {
    inputs: projected,
    mask,
    initial: initial ?? [tf.zeros([batch, units]), tf.zeros([batch, units])],
    needsSequence,
    step(input, [h, c]) {
      if (h === undefined || c === undefined) throw new RangeError('LSTM has two states');
      const [i, f, g, o] = tf.split(tf.add(input, tf.matMul(h, recurrentKernel)), 4, 1);
      if (i === undefined || f === undefined || g === undefined || o === undefined)
        throw new RangeError('LSTM has four gates');
      const nextC = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return [tf.mul(tf.sigmoid(o), tf.tanh(nextC)), nextC];
    },
  });
}
