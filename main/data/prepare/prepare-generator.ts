/** Samples of a generator: made when asked for, each from (seed, epoch, number) alone. */
import { generatorOf, generatorParams, generatorProblems, writeSample } from '../../../shared/data/generators/index.ts';
import { layLanes } from '../../../shared/data/parts/lanes.ts';
import type { GeneratorSource } from '../../../shared/data/source.ts';
import type { Prepared } from './prepared.ts';
import { freshSlots } from './batch-buffers.ts';
import type { Samples } from './samples.ts';
import { sampleSizesOf, sizeProduct } from './sizes.ts';
import { refuse } from './trace.ts';

/** Epochs that training never reaches: validation, and samples to try the model on. */
const validationEpoch = -1;
export const freshEpoch = -2;

export function prepareGenerator(source: GeneratorSource, seed = source.seed): Prepared {
  const [invalid] = generatorProblems(source);
  if (invalid) refuse(invalid.code, invalid.details, {});
  const type = generatorOf(source);
  const params = generatorParams(source);
  const spec = type.spec(params);
  const distinct = type.distinct?.(params) ?? Number.POSITIVE_INFINITY;
  const count = Math.min(source.samples, distinct);
  const train = generatorSamples(
    { ...source, seed },
    count,
    source.fresh && distinct === Number.POSITIVE_INFINITY ? null : 0,
  );
  const validationCount = Math.min(source.validationSamples, distinct);
  return {
    spec,
    all: train,
    train,
    ...(validationCount > 0
      ? { validation: generatorSamples({ ...source, seed }, validationCount, validationEpoch) }
      : {}),
    fitted: { version: 1, kind: 'generator', features: [], targets: [], length: null, split: null },
    counts: {
      rowsIn: count,
      rowsUsed: count,
      rowsDropped: [],
      sequences: null,
      windows: null,
      samples: count,
      perSplit: { train: count, validation: validationCount, test: 0 },
    },
    steps: [],
    problems: [],
  };
}

/** `fixedEpoch`: always the samples of this epoch; null: those of the epoch that is asked for. */
export function generatorSamples(source: GeneratorSource, count: number, fixedEpoch: number | null): Samples {
  const type = generatorOf(source);
  const params = generatorParams(source);
  const spec = type.spec(params);
  const inputShape = sampleSizesOf(spec.inputs[0]?.shape ?? []);
  const targetShape = sampleSizesOf(spec.targets[0]?.shape ?? []);
  const xSize = sizeProduct(inputShape);
  const ySize = sizeProduct(targetShape);
  const lanes = type.lanes && layLanes([{ first: 0, count }], type.lanes(params));
  return {
    count,
    ...(lanes && lanes.order.length > 0 ? { lanes } : {}),
    inputs: [{ shape: inputShape, dtype: 'float32' }],
    targets: [{ shape: targetShape }],
    batch(indices, { epoch = 0, slots = freshSlots } = {}) {
      const x = slots.floats('x', indices.length * xSize).fill(0);
      const y = slots.floats('y', indices.length * ySize).fill(0);
      const [inputs, targets] = [rowsOf(x, xSize), rowsOf(y, ySize)];
      for (let i = 0; i < indices.length; i++) {
        const [input, target] = [inputs[i], targets[i]];
        if (input && target)
          writeSample(type, params, source.seed, fixedEpoch ?? epoch, indices[i] ?? 0, input, target);
      }
      const sizes = (shape: readonly (number | null)[]): number[] => [
        indices.length,
        ...shape.map((size) => size ?? 1),
      ];
      return { count: indices.length, x: [x], xShapes: [sizes(inputShape)], y: [y], yShapes: [sizes(targetShape)] };
    },
    origin: (index) => ({ group: null, firstLine: index + 1, lastLine: index + 1, targetLines: [] }),
  };
}

const rowsOfArrays = new WeakMap<Float32Array, readonly Float32Array[]>();

/** The samples of a batch's array, each `size` numbers. Batches come in the same arrays again and again. */
function rowsOf(values: Float32Array, size: number): readonly Float32Array[] {
  const known = rowsOfArrays.get(values);
  if (known && (known[0]?.length ?? size) === size) return known;
  const count = size === 0 ? 0 : values.length / size;
  const rows = Array.from({ length: count }, (_, row) => values.subarray(row * size, (row + 1) * size));
  rowsOfArrays.set(values, rows);
  return rows;
}
