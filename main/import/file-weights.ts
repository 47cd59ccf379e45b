/** The numbers of a file for every weight of the file's own model, whatever way the file keeps them. */
import { StudioError } from '../../shared/problem.ts';
import type { StoredArray } from '../keras-file/h5.ts';
import type { LayerArrays, NamedArray } from '../keras-file/read-h5.ts';
import { weightGroups } from '../keras-file/weight-addresses.ts';
import type { BuiltLayer, Weight } from '../trainer/model/layer.ts';
import { childrenInOrder, weightsInOrder } from './pair-weights.ts';

/** Values by the path of the file's weights. */
export type FileWeights = ReadonlyMap<string, Float32Array>;

/** Of `model.weights.h5`: by address. Throws `model/weights-mismatch` and `model/not-finite`. */
export function weightsByAddress(root: BuiltLayer, arrays: ReadonlyMap<string, StoredArray>): FileWeights {
  return new Map(
    weightGroups(root).flatMap(({ group, weights }) =>
      weights.map((weight, index) => [weight.path, valuesFor(weight, arrays.get(`${group}/${index}`))] as const),
    ),
  );
}

/**
 * Of the older files: by name of the layer, in it the trainable weights first and then the others, those of nested
 * layers among them.
 */
export function weightsByLayer(root: BuiltLayer, layers: readonly LayerArrays[]): FileWeights {
  const stored = new Map(layers.map(({ layer, arrays }) => [layer, arrays]));
  return new Map(
    childrenInOrder(root).flatMap((layer) => {
      const weights = savedOrder(layer);
      if (weights.length === 0) return [];
      return inOrder(layer.name, weights, stored.get(layer.name) ?? []);
    }),
  );
}

export function savedOrder(layer: BuiltLayer): readonly Weight[] {
  const all = weightsInOrder(layer);
  return [...all.filter((weight) => weight.trainable), ...all.filter((weight) => !weight.trainable)];
}

export function inOrder(
  layer: string,
  weights: readonly Weight[],
  arrays: readonly NamedArray[],
): readonly (readonly [string, Float32Array])[] {
  if (arrays.length !== weights.length)
    throw new StudioError('model/weights-mismatch', {
      layer,
      expected: weights.map(({ shape }) => shapeText(shape)).join(' '),
      received: arrays.map(({ shape }) => shapeText(shape)).join(' ') || '-',
    });
  return weights.map((weight, index) => [weight.path, valuesFor(weight, arrays[index])] as const);
}

function valuesFor(weight: Weight, stored: StoredArray | undefined): Float32Array {
  if (stored === undefined || stored.shape.join() !== weight.shape.join())
    throw new StudioError('model/weights-mismatch', {
      layer: weight.path,
      expected: shapeText(weight.shape),
      received: stored === undefined ? '-' : shapeText(stored.shape),
    });
  if (!stored.values.every(Number.isFinite)) throw new StudioError('model/not-finite', { where: weight.path });
  return stored.values;
}

export const shapeText = (shape: readonly number[]): string => `(${shape.join(', ')})`;
