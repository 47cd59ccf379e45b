/** What the recurrent ops are given, from what a recurrent layer has. */
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { canRunRecurrentOps, type RecurrentInputs, type RecurrentWish } from '../../../engine/native/recurrent-op.ts';
import type { Mask, Tensor, Tf } from '../layer.ts';

export interface NativeRun {
  readonly tf: Tf;
  readonly x: Tensor;
  readonly kernel: Tensor;
  readonly recurrentKernel: Tensor;
  readonly initial: readonly Tensor[] | null;
  readonly mask: Mask;
  /** Dropout masks of the input [batch, 1, features] and of the state [batch, units]: one, or one a gate. */
  readonly inputMasks: readonly Tensor[] | null;
  readonly stateMasks: readonly Tensor[] | null;
  readonly needsInputGradient: boolean;
}

/** Whether the engine has an op for this run of a cell; on a card that depends on the sizes and the dropout too. */
export function hasRecurrentOp(
  cell: RecurrentWish['cell'],
  {
    tf,
    x,
    recurrentKernel,
    inputMasks,
    stateMasks,
  }: Pick<NativeRun, 'tf' | 'x' | 'recurrentKernel' | 'inputMasks' | 'stateMasks'>,
): boolean {
  const [batch = 0, steps = 0, features = 0] = x.shape;
  const separateDropout = stateMasks !== null || (inputMasks?.length ?? 0) > 1;
  return canRunRecurrentOps(tf, {
    ...{ cell, batch, steps, features, separateDropout },
    units: recurrentKernel.shape[0] ?? 0,
  });
}

/** The ops' inputs but the bias. Ranks are fixed by the layer; tfjs' rank types cannot follow them through lists. */
export function nativeInputs(run: NativeRun): RecurrentInputs {
  const { tf, x, kernel, recurrentKernel, initial, mask, inputMasks, stateMasks, needsInputGradient } = run;
  return {
    x: x as Tensor3D,
    kernel: kernel as Tensor2D,
    recurrentKernel: recurrentKernel as Tensor2D,
    h0: initial?.[0] as Tensor2D | undefined,
    mask: (mask ?? undefined) as Tensor2D | undefined,
    inputMask: inputMasks === null ? undefined : stackMasks(tf, inputMasks),
    recurrentMask: stateMasks === null ? undefined : stackMasks(tf, stateMasks),
    needsInputGradient,
  };
}

/** [gates, batch, features] from one mask a gate. */
function stackMasks(tf: Tf, masks: readonly Tensor[]): Tensor3D {
  const [first] = masks;
  return tf.reshape(tf.stack([...masks]), [masks.length, first?.shape[0] ?? 0, first?.shape.at(-1) ?? 0]);
}
