/** Batches of a table's samples, cut out of the matrices of features and targets. */
import { padPlan, type PadSettings } from '../../../shared/data/parts/padding.ts';
import type { Batch, Origin, Samples } from './samples.ts';
import type { Sequences } from './sequences.ts';
import type { TableData } from './table-data.ts';
import { coveredBy, type Units } from './units.ts';

export interface SampleParts {
  readonly data: TableData;
  readonly sequences: Sequences;
  readonly units: Units;
  readonly features: { readonly values: Float32Array; readonly width: number };
  /** Sizes that one row's features are seen as: (width), or those of a picture. */
  readonly rowSizes: readonly number[];
  /** Numbers of words are whole. */
  readonly dtype: 'float32' | 'int32';
  /** Null without a target. */
  readonly targets: { readonly values: Float32Array; readonly width: number } | null;
  /** How much each row counts in the loss. */
  readonly weights: Float32Array | null;
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
    batch: (indices) => makeBatch(parts, indices),
    origin: (index) => originOf(parts, index),
  };
}

function makeBatch(parts: SampleParts, indices: ArrayLike<number>): Batch {
  const { units, features } = parts;
  const count = indices.length;
  const longest = (): number => {
    let most = 1;
    for (let i = 0; i < count; i++) most = Math.max(most, units.length[indices[i] ?? 0] ?? 1);
    return most;
  };
  const steps = units.kind === 'row' ? 1 : (parts.length ?? longest());
  const values = cut(parts, indices, features, steps, parts.pad.value);
  const x = parts.dtype === 'int32' ? Int32Array.from(values) : values;
  const xShape = [count, ...(units.kind === 'row' ? [] : [steps]), ...parts.rowSizes];
  if (!parts.targets) return { count, x: [x], xShapes: [xShape], y: [], yShapes: [] };
  const weights = parts.weights && weightsOf(parts, parts.weights, indices, steps);
  const y = units.each ? cut(parts, indices, parts.targets, steps, 0) : cutTargets(parts, indices, parts.targets);
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
function weightsOf(parts: SampleParts, values: Float32Array, indices: ArrayLike<number>, steps: number): Float32Array {
  const { units } = parts;
  if (units.each) return cut(parts, indices, { values, width: 1 }, steps, 1);
  return Float32Array.from(indices, (unit) => values[units.target[unit] ?? 0] ?? 1);
}

/** The steps that each sample reads, padded to `steps`. */
function cut(
  parts: SampleParts,
  indices: ArrayLike<number>,
  { values, width }: { values: Float32Array; width: number },
  steps: number,
  fill: number,
): Float32Array {
  const { units, pad } = parts;
  const result = new Float32Array(indices.length * steps * width);
  if (fill !== 0) result.fill(fill);
  for (let i = 0; i < indices.length; i++) {
    const unit = indices[i] ?? 0;
    const { from, count, to } = padPlan(units.length[unit] ?? 0, steps, pad);
    const first = (units.start[unit] ?? 0) + from * units.sampling;
    const target = (i * steps + to) * width;
    if (units.sampling === 1) {
      result.set(values.subarray(first * width, (first + count) * width), target);
      continue;
    }
    for (let step = 0; step < count; step++) {
      const at = (first + step * units.sampling) * width;
      result.set(values.subarray(at, at + width), target + step * width);
    }
  }
  return result;
}

function cutTargets(
  { units, sequences }: SampleParts,
  indices: ArrayLike<number>,
  { values, width }: { values: Float32Array; width: number },
): Float32Array {
  const size = units.targets * width;
  const result = new Float32Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const unit = indices[i] ?? 0;
    const first = units.target[unit] ?? 0;
    // Beyond the end of its sequence the truth is not known.
    const end = Math.min(first + units.targets, sequences.starts[(units.sequence[unit] ?? 0) + 1] ?? 0);
    const known = Math.max(0, end - first) * width;
    result.set(values.subarray(first * width, first * width + known), i * size);
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
