/** Which samples make which batch, decided by seed and epoch alone: the same run, resumed or not, sees the same batches. */
import { bucketedOrder, bucketLimits, shuffleInPlace } from '../../shared/data/parts/buckets.ts';
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
  /** Lengths that batches are padded to, the next that fits; null: each to its own longest sample. */
  readonly limits: readonly number[] | null;
}

const noStarts: ReadonlySet<number> = new Set();

/** What an epoch's order depends on. */
type OrderedSamples = Pick<Samples, 'count' | 'lanes' | 'lengths'>;

/**
 * The samples of one epoch of training. Lanes decide the order where they are as many as a batch has places and nothing is
 * shuffled; an endless source gives as many new samples as asked for, in order; other sources at most those they have.
 */
export function trainingPlan(
  { count, lanes, lengths }: OrderedSamples,
  {
    shuffle,
    seed,
    batchSize,
    stepsPerEpoch,
    remainder,
    buckets = null,
  }: Pick<TrainingSettings, 'shuffle' | 'seed' | 'batchSize' | 'stepsPerEpoch' | 'remainder'> &
    Partial<Pick<TrainingSettings, 'buckets'>>,
  isEndless: boolean,
  epoch: number,
): EpochPlan {
  const wanted = stepsPerEpoch === null ? count : stepsPerEpoch * batchSize;
  const inLanes = lanes && lanes.size === batchSize && !shuffle ? lanes : undefined;
  const limits = buckets !== null && lengths && !inLanes ? limitsFor(lengths, buckets) : null;
  const all = inLanes
    ? inLanes.order
    : limits && lengths
      ? bucketedOrder(lengths, limits, { batchSize, shuffle, seed }, epoch)
      : isEndless
        ? epochOrder(wanted, false, seed, epoch)
        : epochOrder(count, shuffle, seed, epoch);
  const order = all.subarray(0, wanted);
  return {
    order: remainder === 'drop' ? order.subarray(0, Math.floor(order.length / batchSize) * batchSize) : order,
    starts: inLanes ? new Set(inLanes.starts) : noStarts,
    limits,
  };
}

const knownLimits = new WeakMap<Int32Array, Map<number, readonly number[]>>();

/** The same for every epoch, and looked for once. */
function limitsFor(lengths: Int32Array, buckets: number): readonly number[] {
  const known = knownLimits.get(lengths) ?? new Map<number, readonly number[]>();
  knownLimits.set(lengths, known);
  const limits = known.get(buckets) ?? bucketLimits(lengths, buckets);
  known.set(buckets, limits);
  return limits;
}

/** The samples that validate, in their own order or in lanes; at most `steps` batches. */
export function validationPlan(
  { count, lanes }: OrderedSamples,
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
  const order = new Int32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  if (shuffle) shuffleInPlace(order, seededRandom(seed, orderKey, epoch).integer);
  return order;
}

/** The batches of an epoch as views on its order; the last one may be smaller, as in Keras. */
export function* batchesOf(order: Int32Array, batchSize: number): Generator<Int32Array> {
  for (let start = 0; start < order.length; start += batchSize) yield order.subarray(start, start + batchSize);
}
