/** The GRU as our own op. */
import type { Rank, Tensor1D } from '@tensorflow/tfjs';
import { gruOp } from '../../../engine/native/gru-op.ts';
import type { Tensor } from '../layer.ts';
import { nativeInputs, type NativeRun } from './native-inputs.ts';
import type { SequenceResult } from './recurrent-layer.ts';

export interface GruRun extends NativeRun {
  readonly resetAfter: boolean;
  /** [2, 3·units] with `resetAfter`, else [3·units]. */
  readonly bias: Tensor | null;
}

/** GRU with tanh and sigmoid on an engine that has the op. Gate order z, r, h. */
export function runNativeGru(run: GruRun): SequenceResult {
  const { tf, resetAfter, bias } = run;
  const width = run.recurrentKernel.shape[1] ?? 0;
  const { sequence, h } = gruOp(tf, {
    ...nativeInputs(run),
    resetAfter,
    bias: (bias ?? tf.zeros<Rank>(resetAfter ? [2, width] : [width])) as Tensor1D,
  });
  return { sequence, states: [h] };
}
