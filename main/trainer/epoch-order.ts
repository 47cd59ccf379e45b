/** Which samples make which batch, decided by seed and epoch alone: the same run, resumed or not, sees the same batches. */
import { seededRandom } from '../../shared/data/random.ts';

/** Keeps these draws apart from others made with the run's seed. */
const orderKey = 0xbade;

/** Numbers of all samples in the order of one epoch (Fisher–Yates, keyed by seed and epoch). Unshuffled: 0 … count - 1. */
export function epochOrder(count: number, shuffle: boolean, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  if (!shuffle) return order;
  const random = seededRandom(seed, orderKey, epoch);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(0, last);
    const value = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = value;
  }
  return order;
}

/** The batches of an epoch as views on its order; the last one may be smaller, as in Keras. */
export function* batchesOf(order: Int32Array, batchSize: number): Generator<Int32Array> {
  for (let start = 0; start < order.length; start += batchSize) yield order.subarray(start, start + batchSize);
}
