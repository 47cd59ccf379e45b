import type { Workload } from './workloads.ts';

const gates: Readonly<Record<Workload['cell'], number>> = { LSTM: 4, GRU: 3, SimpleRNN: 1 };

/** Floating-point operations of the matrix products; a multiplication and an addition count as two. */
export interface MatrixFlop {
  readonly forward: number;
  /** Forward, gradient of the weights and, where a layer before has weights, gradient of the inputs. */
  readonly training: number;
}

/**
 * What the matrix products of one batch need at the least. Masked steps count nothing, as skipping them changes nothing;
 * activations, losses and the optimizer are no matrix products. A convolution counts as the product that it is.
 */
export function matrixFlop(workload: Workload): MatrixFlop {
  const parts = [...convolutions(workload), ...recurrentLayers(workload), lastLayer(workload)];
  return {
    forward: parts.reduce((sum, { rows, inputs, outputs }) => sum + 2 * rows * inputs * outputs, 0),
    training: parts.reduce(
      (sum, { rows, inputs, outputs, isFirst }) => sum + (isFirst ? 2 : 3) * 2 * rows * inputs * outputs,
      0,
    ),
  };
}

/** A product [rows, inputs] · [inputs, outputs]; nobody asks for the gradient of the first one's inputs. */
interface Product {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly isFirst: boolean;
}

/** Height and width of what a convolution of 2 × 2 and then the largest of 2 × 2 leave of a frame. */
function frameSizes([height = 1, width = 1]: readonly number[]): { readonly convolved: number; readonly flat: number } {
  const filters = 2;
  return {
    convolved: (height - 1) * (width - 1),
    flat: Math.floor((height - 1) / 2) * Math.floor((width - 1) / 2) * filters,
  };
}

function convolutions({ model, batch, steps, features }: Workload): readonly Product[] {
  if (model !== 'frames') return [];
  const { convolved } = frameSizes(features);
  return [{ rows: batch * steps * convolved, inputs: 4 * (features[2] ?? 1), outputs: 2, isFirst: true }];
}

function recurrentLayers(workload: Workload): readonly Product[] {
  const { model, batch, steps, features, units, lengths, target } = workload;
  const validSteps = lengths === null ? batch * steps : lengths.reduce((sum, length) => sum + length, 0);
  const directions = model === 'bidirectional' ? 2 : 1;
  return units.flatMap((size, layer) => {
    const outputs = gates[workload.cell] * size;
    const rows = directions * (layer > 0 && model === 'encoder-decoder' ? batch * (target[0] ?? 1) : validSteps);
    const first = model === 'frames' ? frameSizes(features).flat : (features[0] ?? 1);
    return [
      {
        rows,
        inputs: layer === 0 ? first : (units[layer - 1] ?? 1),
        outputs,
        isFirst: layer === 0 && model !== 'frames',
      },
      { rows, inputs: size, outputs, isFirst: false },
    ];
  });
}

function lastLayer({ model, batch, units, target }: Workload): Product {
  const inputs = (units.at(-1) ?? 1) * (model === 'bidirectional' ? 2 : 1);
  return {
    rows: model === 'encoder-decoder' ? batch * (target[0] ?? 1) : batch,
    inputs,
    outputs: target.at(-1) ?? 1,
    isFirst: false,
  };
}
