/** Pieces of the two HDF5 files that are written: `model.weights.h5` inside a `.keras` file, and a whole `.h5` model. */
import type { Group } from 'h5wasm';
import { StudioError } from '../../shared/problem.ts';
import type { WeightValues } from '../trainer/model/build-model.ts';
import { allWeights, type BuiltLayer, type Weight } from '../trainer/model/layer.ts';

export interface StoredVariable {
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** float32, or int64 for a count. */
export function writeVariable(group: Group, name: string, { shape, data }: StoredVariable): void {
  group.create_dataset({ name, data, shape: [...shape], dtype: data instanceof Float32Array ? '<f' : '<q' });
}

/** A list of texts as an attribute; in parts `name0`, `name1` … where one would not fit into an HDF5 object header. */
export function writeNames(group: Group, name: string, names: readonly string[]): void {
  // A reference to a text takes 16 bytes of at most 64512.
  const most = 4000;
  if (names.length === 0) group.create_attribute(name, new Float64Array(0), [0], '<d');
  else if (names.length <= most) group.create_attribute(name, [...names]);
  else
    for (let part = 0; part * most < names.length; part += 1)
      group.create_attribute(`${name}${part}`, names.slice(part * most, (part + 1) * most));
}

export type ValuesByPath = ReadonlyMap<string, WeightValues>;
export const valuesByPath = (weights: readonly WeightValues[]): ValuesByPath =>
  new Map(weights.map((one) => [one.path, one]));

/** Throws `model/unreadable` where a weight has no values or those of another shape. */
export function variableOf(values: ValuesByPath, { path, shape }: Pick<Weight, 'path' | 'shape'>): StoredVariable {
  const given = values.get(path);
  if (given === undefined || given.shape.join() !== shape.join()) {
    throw new StudioError('model/unreadable', {
      layer: path,
      expected: `shape (${shape.join(', ')})`,
      received: given === undefined ? 'nothing' : `shape (${given.shape.join(', ')})`,
    });
  }
  return { shape, data: given.values };
}

/** What an optimizer has slots for. */
export const trainableOf = (root: BuiltLayer): readonly Weight[] =>
  allWeights(root).filter((weight) => weight.trainable);
