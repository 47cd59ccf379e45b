/** One sample through a model, watched: every tensor that somebody asked for, read back to the host. */
import type { Tensor } from '../model/layer.ts';
import type { HostValues } from '../../../shared/flow/reduce.ts';

/** Tensors that are to be read once the pass is over: a card's values can only be waited for. */
export interface Reading {
  /** The number under which the tensor will be found. */
  add(tensor: Tensor): number;
  readonly tensors: Tensor[];
}

export function createReading(): Reading {
  const tensors: Tensor[] = [];
  return {
    tensors,
    add: (tensor) => tensors.push(tensor) - 1,
  };
}

/** Values of all tensors, which are disposed. */
export async function readAll(tensors: readonly Tensor[]): Promise<readonly HostValues[]> {
  try {
    return await Promise.all(
      tensors.map(async (tensor) => ({
        values: (await tensor.data()).slice(),
        shape: tensor.shape,
        dtype: tensor.dtype === 'int32' || tensor.dtype === 'bool' ? tensor.dtype : ('float32' as const),
      })),
    );
  } finally {
    for (const tensor of tensors) if (!tensor.isDisposed) tensor.dispose();
  }
}

/** Without the batch: one sample as it is, several (the steps of TimeDistributed, folded) with them as their first axis. */
export function ofSample({ values, shape, dtype }: HostValues): HostValues {
  return { values, dtype, shape: shape[0] === 1 ? shape.slice(1) : shape };
}
