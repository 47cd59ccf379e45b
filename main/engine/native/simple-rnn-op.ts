import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { recurrentOp, type RecurrentInputs } from './recurrent-op.ts';

export interface SimpleRnnInputs extends RecurrentInputs {
  readonly activation: 'tanh' | 'relu';
  /** [units] */
  readonly bias: Tensor1D;
}

export interface SimpleRnnOutputs {
  /** h of every step, [batch, steps, units]; a masked step repeats the step before it (h0 or zeros at the start). */
  readonly sequence: Tensor3D;
  /** The state after the last step, [batch, units]. */
  readonly h: Tensor2D;
}

/** Keras' SimpleRNN (tanh or relu) over a whole batch as one native op, see recurrentOp() and lstmOp(). */
export function simpleRnnOp(tf: Tfjs, inputs: SimpleRnnInputs): SimpleRnnOutputs {
  const choice = { name: 'relu', value: inputs.activation === 'relu' };
  const { sequence, states } = recurrentOp(tf, { name: 'WeftSimpleRnn', choice }, inputs, inputs.bias, [inputs.h0]);
  const [h] = states as [Tensor2D];
  return { sequence, h };
}
