import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { recurrentOp, type RecurrentInputs } from './recurrent-op.ts';

export interface LstmInputs extends RecurrentInputs {
  /** [4 units] */
  readonly bias: Tensor1D;
  /** Initial cell state, [batch, units]; zeros when absent. */
  readonly c0?: Tensor2D | undefined;
}

export interface LstmOutputs {
  /** h of every step, [batch, steps, units]; a masked step repeats the step before it (h0 or zeros at the start). */
  readonly sequence: Tensor3D;
  /** The states after the last step, [batch, units]. */
  readonly h: Tensor2D;
  readonly c: Tensor2D;
}

/**
 * Keras' LSTM (tanh, sigmoid) over a whole batch as one native op, see recurrentOp(). Needs an engine with
 * `hasRecurrentKernels`. Differs from Keras in one case, as all recurrent ops do: with an initial h, Keras' sequence is
 * zero, not h0, at masked steps before the first valid one (its states agree).
 */
export function lstmOp(tf: Tfjs, inputs: LstmInputs): LstmOutputs {
  const { sequence, states } = recurrentOp(tf, { name: 'WeftLstmV2' }, inputs, inputs.bias, [inputs.h0, inputs.c0]);
  const [h, c] = states as [Tensor2D, Tensor2D];
  return { sequence, h, c };
}
