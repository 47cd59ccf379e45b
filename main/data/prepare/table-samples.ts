/** Batches of a table's samples, cut out of the matrices of features and targets. */
import type { PadSettings } from '../../../shared/data/parts/padding.ts';
import { type BatchSlots, freshSlots } from './batch-buffers.ts';
import type { Matrix } from './matrix.ts';
import type { Batch, BatchOptions, Origin, Samples } from './samples.ts';
import type { Sequences } from './sequences.ts';
import type { TableData } from './table-data.ts';
import { coveredBy, type Units } from './units.ts';

export interface SampleParts {
  readonly data: TableData;
  readonly sequences: Sequences;
  readonly units: Units;
  readonly features: Matrix;
  /** Sizes that one row's features are seen as: (width), or those of a picture. */
  readonly rowSizes: readonly number[];
  /** Numbers of words are whole. */
  readonly dtype: 'float32' | 'int32';
  /** Null without a target. */
  readonly targets: Matrix | null;
  /** How much each row counts in the loss; width 1. */
  readonly weights: Matrix | null;
  /** Fixed number of steps; null: the longest of the batch (or all samples are single rows). */
  readonly length: number | null;
  readonly pad: PadSettings;
  /** Shape of a target without the batch; null sizes are the padded length. */
  readonly targetShape: readonly (number | null)[];
}

export function tableSamples(parts: SampleParts): Samples {
  const { units, targets, rowSizes, dtype } = parts;
  const rowShape = units.kind === 'row' ? rowSizes : [parts.length, ...rowSizes];
  return {
    count: units.count,
    inputs: [{ shape: rowShape, dtype }],
    targets: targets ? [{ shape: parts.targetShape }] : [],
    ...(units.kind === 'sequence' && parts.length === null ? { lengths: units.length } : {}),
    batch: (indices, options) => makeBatch(parts, indices, options),
    origin: (index) => originOf(parts, index),
  };
}

function makeBatch(parts: SampleParts, indices: ArrayLike<number>, options: BatchOptions = {}): Batch {
  const { units, features } = parts;
  const { slots = freshSlots } = options;
  const count = indices.length;
  const longest = (): number => {
    let most = Math.max(1, options.steps ?? 1);
    for (let i = 0; i < count; i++) most = Math.max(most, units.length[indices[i] ?? 0] ?? 1);
    return most;
  };
  const steps = units.kind === 'row' ? 1 : (parts.length ?? longest());
  const values = cut(
    parts,
    indices,
    features,
    steps,
    parts.pad.value,
    slots.floats('x', count * steps * features.width),
  );
  const x = parts.dtype === 'int32' ? copied(values, slots.ints('x', values.length)) : values;
  const xShape = [count, ...(units.kind === 'row' ? [] : [steps]), ...parts.rowSizes];
  if (!parts.targets) return { count, x: [x], xShapes: [xShape], y: [], yShapes: [] };
  const weights = parts.weights && weightsOf(parts, parts.weights, indices, steps, slots);
  const { targets } = parts;
  const y = units.each
    ? cut(parts, indices, targets, steps, 0, slots.floats('y', count * steps * targets.width))
    : cutTargets(parts, indices, targets, slots.floats('y', count * units.targets * targets.width));
  return {
    count,
    x: [x],
    xShapes: [xShape],
    y: [y],
    yShapes: [[count, ...parts.targetShape.map((size) => size ?? steps)]],
    ...(weights ? { weights } : {}),
  };
}

/** By the rows of the targets; steps that only pad count like any other, as they do without weights. */
function weightsOf(
  parts: SampleParts,
  weights: Matrix,
  indices: ArrayLike<number>,
  steps: number,
  slots: BatchSlots,
): Float32Array {
  const { units } = parts;
  const count = indices.length;
  if (units.each) return cut(parts, indices, weights, steps, 1, slots.floats('weights', count * steps));
  const result = slots.floats('weights', count);
  for (let i = 0; i < count; i++) weights.copy(units.target[indices[i] ?? 0] ?? 0, 1, result, i);
  return result;
}

function copied(values: Float32Array, into: Int32Array): Int32Array {
  into.set(values);
  return into;
}

/** The steps that each sample reads, padded to `steps`, written into `result`. */
function cut(
  parts: SampleParts,
  indices: ArrayLike<number>,
  matrix: Matrix,
  steps: number,
  fill: number,
  result: Float32Array,
): Float32Array {
  const { units, pad } = parts;
  const { width } = matrix;
  for (let i = 0; i < indices.length; i++) {
    const unit = indices[i] ?? 0;
    const length = units.length[unit] ?? 0;
    const count = Math.min(length, steps);
    // As padPlan says, without an object for every sample.
    const from = pad.truncate === 'pre' ? length - count : 0;
    const to = pad.side === 'pre' ? steps - count : 0;
    const first = (units.start[unit] ?? 0) + from * units.sampling;
    const target = (i * steps + to) * width;
    if (count < steps) result.fill(fill, i * steps * width, (i + 1) * steps * width);
    if (units.sampling === 1) {
      matrix.copy(first * width, count * width, result, target);
      continue;
    }
    for (let step = 0; step < count; step++)
      matrix.copy((first + step * units.sampling) * width, width, result, target + step * width);
  }
  return result;
}

function cutTargets(
  { units, sequences }: SampleParts,
  indices: ArrayLike<number>,
  matrix: Matrix,
  result: Float32Array,
): Float32Array {
  const { width } = matrix;
  const size = units.targets * width;
  for (let i = 0; i < indices.length; i++) {
    const unit = indices[i] ?? 0;
    const first = units.target[unit] ?? 0;
    // Beyond the end of its sequence the truth is not known.
    const end = Math.min(first + units.targets, sequences.starts[(units.sequence[unit] ?? 0) + 1] ?? 0);
    const known = Math.max(0, end - first) * width;
    matrix.copy(first * width, known, result, i * size);
    if (known < size) result.fill(Number.NaN, i * size + known, (i + 1) * size);
  }
  return result;
}

function originOf({ data, sequences, units }: SampleParts, index: number): Origin {
  const line = (position: number): number => data.line(sequences.rows[position] ?? 0);
  const start = units.start[index] ?? 0;
  const sequence = units.sequence[index] ?? 0;
  const end = sequences.starts[sequence + 1] ?? 0;
  const target = units.target[index] ?? 0;
  const targetLines: number[] = [];
  for (let position = target; position < Math.min(end, target + units.targets); position++)
    targetLines.push(line(position));
  return {
    group: sequences.keys?.[sequence] ?? null,
    firstLine: line(start),
    lastLine: line(start + coveredBy(units, index) - 1),
    targetLines,
  };
}
