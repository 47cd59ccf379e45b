/** From probabilities (or one-hot truths) to classes. */
import { largestIndex } from './generators/generator-type.ts';

export interface Decisions {
  /** Number of the class for every group of `units` values; −1 where the value is not known. */
  readonly places: Int32Array;
  /** How sure each decision is; of pairs, their distance. */
  readonly probabilities: Float64Array;
}

/**
 * `values`: row-major with `units` last. Several units: the largest wins. One unit: in a truth it is the class number,
 * in a prediction the probability of class 1 (sigmoid), decided at 0.5.
 */
export function decideClasses(values: ArrayLike<number>, units: number, truth: boolean): Decisions {
  const count = Math.floor(values.length / units);
  const places = new Int32Array(count);
  const probabilities = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const first = values[index * units] ?? Number.NaN;
    if (Number.isNaN(first)) {
      places[index] = -1;
      probabilities[index] = Number.NaN;
    } else if (units > 1) {
      const place = largestIndex(values, index * units, units);
      places[index] = place;
      probabilities[index] = values[index * units + place] ?? Number.NaN;
    } else if (truth) {
      places[index] = Math.round(first);
      probabilities[index] = 1;
    } else {
      places[index] = first >= 0.5 ? 1 : 0;
      probabilities[index] = first >= 0.5 ? first : 1 - first;
    }
  }
  return { places, probabilities };
}

/** Distances of pairs: below `threshold` class 1 (the same), else class 0; told with the distance itself. */
export function decideByDistance(values: ArrayLike<number>, threshold: number): Decisions {
  const probabilities = Float64Array.from(values);
  return { places: Int32Array.from(probabilities, (value) => (value < threshold ? 1 : 0)), probabilities };
}
