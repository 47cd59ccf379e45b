import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { recurrentOp, type RecurrentInputs } from './recurrent-op.ts';

export interface GruInputs extends RecurrentInputs {
  /** Keras' `reset_after`: r acts on the product with the recurrent kernel; else on h before the product. */
  readonly resetAfter: boolean;
  /** [2, 3 units] with `resetAfter` (of the input's and of the state's product), else [3 units]. */
  readonly bias: Tensor1D | Tensor2D;
}

export interface GruOutputs {
  /** h of every step, [batch, steps, units]; a masked step repeats the step before it (h0 or zeros at the start). */
  readonly sequence: Tensor3D;
  /** The state after the last step, [batch, units]. */
  readonly h: Tensor2D;
}

/** Keras' GRU (tanh, sigmoid) over a whole batch as one native op, see recurrentOp() and lstmOp(). */
export function gruOp(tf: Tfjs, inputs: GruInputs): GruOutputs {
  const choice = { name: 'reset_after', value: inputs.resetAfter };
  const { sequence, states } = recurrentOp(tf, { name: 'WeftGru', choice }, inputs, inputs.bias, [inputs.h0]);
  const [h] = states as [Tensor2D];
  return { sequence, h };
}
