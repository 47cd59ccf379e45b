import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';

export interface SeveralOutputs<Output extends Tensor> {
  /** Computed off the tape. */
  readonly outputs: readonly Output[];
  /** What gradients are wanted of, as they are on the tape. */
  readonly inputs: readonly Tensor[];
  /** Kept until the backward pass, which gets them back. */
  readonly saved: readonly Tensor[];
  /** One gradient for each of `inputs`, from those of `outputs`; undefined where an output got none. */
  readonly gradients: (incoming: readonly (Tensor | undefined)[], saved: readonly Tensor[]) => Tensor[];
}

/**
 * Puts an op with several outputs on the tape, and gives the outputs to go on with. tfjs hands such an op zeros for every
 * output without a gradient, made in JavaScript at full size. So the op stands on the tape as a scalar, and each output
 * hangs on it as an op of its own that notes its gradient down.
 */
export function onTape<Output extends Tensor>(
  tf: Tfjs,
  { outputs, inputs, saved, gradients }: SeveralOutputs<Output>,
): Output[] {
  const incoming: (Tensor | undefined)[] = outputs.map(() => undefined);
  const anchor = tf.customGrad((...args) => {
    const save = args.pop() as GradSaveFunc; // tfjs hands it on behind the inputs
    save([...saved]);
    return {
      value: tf.scalar(0),
      gradFunc: (_: Tensor, kept: Tensor[]) => gradients(incoming, kept),
    };
  })(...inputs) as Scalar;
  return outputs.map(
    (value, index) =>
      tf.customGrad(() => ({
        value,
        gradFunc: (gradient: Tensor) => {
          incoming[index] = gradient;
          return tf.scalar(0);
        },
      }))(anchor) as Output,
  );
}
