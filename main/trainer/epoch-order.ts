/** Which samples make which batch, decided by seed and epoch alone: the same run, resumed or not, sees the same batches. */
import { seededRandom } from '../../shared/data/random.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import type { Samples } from '../data/prepare.ts';

/** Keeps these draws apart from others made with the run's seed. */
const orderKey = 0xbade;

export interface EpochPlan {
  /** Sample numbers, batch after batch. */
  readonly order: Int32Array;
  /** Batches (from 0) in which every lane begins a new sequence. */
  readonly starts: ReadonlySet<number>;
}

const noStarts: ReadonlySet<number> = new Set();

/**
 * The samples of one epoch of training. Lanes decide the order where they are as many as a batch has places and nothing is
 * shuffled; an endless source gives as many new samples as asked for, in order; other sources at most those they have.
 */
export function trainingPlan(
  { count, lanes }: Pick<Samples, 'count' | 'lanes'>,
  {
    shuffle,
    seed,
    batchSize,
    stepsPerEpoch,
    remainder,
  }: Pick<TrainingSettings, 'shuffle' | 'seed' | 'batchSize' | 'stepsPerEpoch' | 'remainder'>,
  isEndless: boolean,
  epoch: number,
): EpochPlan {
  const wanted = stepsPerEpoch === null ? count : stepsPerEpoch * batchSize;
  const inLanes = lanes && lanes.size === batchSize && !shuffle ? lanes : undefined;
  const all = inLanes
    ? inLanes.order
    : isEndless
      ? epochOrder(wanted, false, seed, epoch)
      : epochOrder(count, shuffle, seed, epoch);
  const order = all.subarray(0, wanted);
  return {
    order: remainder === 'drop' ? order.subarray(0, Math.floor(order.length / batchSize) * batchSize) : order,
    starts: inLanes ? new Set(inLanes.starts) : noStarts,
  };
}

/** The samples that validate, in their own order or in lanes; at most `steps` batches. */
export function validationPlan(
  { count, lanes }: Pick<Samples, 'count' | 'lanes'>,
  { batchSize, remainder, validation }: Pick<TrainingSettings, 'batchSize' | 'remainder' | 'validation'>,
): EpochPlan {
  return trainingPlan(
    { count, ...(lanes ? { lanes } : {}) },
    { shuffle: false, seed: 0, batchSize, stepsPerEpoch: validation.steps, remainder },
    false,
    0,
  );
}

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
