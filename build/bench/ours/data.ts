import { seededRandom } from '../../../shared/data/random.ts';
import type { NumberArray } from '../array-file.ts';
import type { Workload } from '../workloads.ts';

export interface HostData {
  readonly x: NumberArray;
  readonly y: NumberArray;
}

/**
 * Random samples: x [batch, steps, …features] in [0.01, 1), zeros after each sequence's length (lengths begin anew where
 * the batch has more sequences); y [batch, …target], rows summing to one where classes are told.
 */
export function makeData(workload: Workload, batch = workload.batch, seed = 1): HostData {
  const { steps, features, target, lengths, loss } = workload;
  const random = seededRandom(seed);
  const width = features.reduce((product, size) => product * size, 1);
  const x = new Float32Array(batch * steps * width);
  for (let index = 0; index < x.length; index += 1) x[index] = 0.01 + 0.99 * random.next();
  if (lengths !== null) {
    for (let row = 0; row < batch; row += 1) {
      const length = lengths[row % lengths.length] ?? steps;
      x.fill(0, (row * steps + length) * width, (row + 1) * steps * width);
    }
  }
  const y = new Float32Array(batch * target.reduce((product, size) => product * size, 1));
  for (let index = 0; index < y.length; index += 1) y[index] = 0.01 + 0.99 * random.next();
  if (loss === 'categorical_crossentropy') sumToOne(y, target.at(-1) ?? 1);
  return {
    x: { shape: [batch, steps, ...features], values: x },
    y: { shape: [batch, ...target], values: y },
  };
}

function sumToOne(values: Float32Array, width: number): void {
  for (let start = 0; start < values.length; start += width) {
    const row = values.subarray(start, start + width);
    const sum = row.reduce((total, value) => total + value, 0);
    row.forEach((value, index) => {
      row[index] = value / sum;
    });
  }
}
