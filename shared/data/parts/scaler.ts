/** Min–max and standard scaling as scikit-learn computes them (MinMaxScaler, StandardScaler), in float64. */

export type Scale =
  | { readonly method: 'minmax'; readonly min: number; readonly max: number; readonly range: [number, number] }
  /** `deviation` is that of the population (divided by n). */
  | { readonly method: 'standard'; readonly mean: number; readonly deviation: number };

export interface ScaleSettings {
  readonly method: 'minmax' | 'standard';
  readonly range: [number, number];
}

/** Statistics of the values that `used` marks (all without it); NaN is left out. Two passes, so that large means cost no digits. */
export function fitScale(values: ArrayLike<number>, { method, range }: ScaleSettings, used?: ArrayLike<number>): Scale {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const each = (visit: (value: number) => void): void => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN;
      if ((!used || used[i] === 1) && !Number.isNaN(value)) visit(value);
    }
  };
  each((value) => {
    count += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  });
  if (method === 'minmax') return { method, min: count > 0 ? min : 0, max: count > 0 ? max : 0, range };
  const mean = count > 0 ? sum / count : 0;
  let squares = 0;
  each((value) => {
    squares += (value - mean) ** 2;
  });
  return { method, mean, deviation: count > 0 ? Math.sqrt(squares / count) : 0 };
}

/** A constant column keeps its distance to its value: divided by 1, as scikit-learn does. */
const orOne = (spread: number): number => (spread === 0 ? 1 : spread);

export function scaleValue(value: number, scale: Scale): number {
  if (scale.method === 'standard') return (value - scale.mean) / orOne(scale.deviation);
  const [low, high] = scale.range;
  return low + ((value - scale.min) * (high - low)) / orOne(scale.max - scale.min);
}

/** Back to the file's own units. */
export function unscaleValue(value: number, scale: Scale): number {
  if (scale.method === 'standard') return value * orOne(scale.deviation) + scale.mean;
  const [low, high] = scale.range;
  return scale.min + ((value - low) * orOne(scale.max - scale.min)) / orOne(high - low);
}
