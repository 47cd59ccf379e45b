/** The SimpleRNN as our own op. */
import type { Tensor1D } from '@tensorflow/tfjs';
import { simpleRnnOp } from '../../../engine/native/simple-rnn-op.ts';
import type { Tensor } from '../layer.ts';
import { nativeInputs, type NativeRun } from './native-inputs.ts';
import type { SequenceResult } from './recurrent-layer.ts';

export interface SimpleRnnRun extends NativeRun {
  readonly activation: 'tanh' | 'relu';
  /** [units] */
  readonly bias: Tensor | null;
}

/** SimpleRNN on an engine that has the op. */
export function runNativeSimpleRnn(run: SimpleRnnRun): SequenceResult {
  const { tf, activation, bias } = run;
  const units = run.recurrentKernel.shape[0] ?? 0;
  const { sequence, h } = simpleRnnOp(tf, {
    ...nativeInputs(run),
    activation,
    bias: (bias ?? tf.zeros([units])) as Tensor1D,
  });
  return { sequence, states: [h] };
}
