/** Which LSTM runs: the one place that decides. */
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { canRunLstmOp, lstmOp } from '../../../engine/native/lstm-op.ts';
import type { Mask, Tensor, Tf } from '../layer.ts';
import { runSteps } from './step-loop.ts';
import type { SequenceResult } from './recurrent-layer.ts';

export interface LstmRun {
  readonly tf: Tf;
  readonly x: Tensor;
  readonly kernel: Tensor;
  readonly recurrentKernel: Tensor;
  /** [4·units] */
  readonly bias: Tensor | null;
  readonly initial: readonly Tensor[] | null;
  readonly mask: Mask;
  readonly needsSequence: boolean;
  readonly needsInputGradient: boolean;
}

/** LSTM with tanh and sigmoid, no recurrent dropout. Gate order i, f, c, o. Our own op where the engine has it. */
export function runLstm(run: LstmRun): SequenceResult {
  return canRunLstmOp(run.tf) ? runNative(run) : runLoop(run);
}

function runNative({
  tf,
  x,
  kernel,
  recurrentKernel,
  bias,
  initial,
  mask,
  needsInputGradient,
}: LstmRun): SequenceResult {
  const units = recurrentKernel.shape[0] ?? 0;
  // Ranks are fixed by the layer; tfjs' rank types cannot follow them through variables and lists.
  const { sequence, h, c } = lstmOp(tf, {
    x: x as Tensor3D,
    kernel: kernel as Tensor2D,
    recurrentKernel: recurrentKernel as Tensor2D,
    bias: (bias ?? tf.zeros([4 * units])) as Tensor1D,
    h0: initial?.[0] as Tensor2D | undefined,
    c0: initial?.[1] as Tensor2D | undefined,
    mask: (mask ?? undefined) as Tensor2D | undefined,
    needsInputGradient,
  });
  return { sequence, states: [h, c] };
}

function runLoop(run: LstmRun): SequenceResult {
  const { tf, x, kernel, recurrentKernel, bias, initial, mask, needsSequence } = run;
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
