/** Keras 3's initializers, on the host. Same distributions as Keras; the draws themselves are the studio's own. */
import { StudioError } from '../../../shared/problem.ts';
import { readPart, textOr } from './config.ts';
import { mixSeed, normal, truncatedNormal, uniform } from './random.ts';
import type { JsonRecord } from '../../../shared/json.ts';

/** Values of a weight of `shape`, row-major. */
export type Initializer = (shape: readonly number[], seed: number) => Float32Array;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
const numberOf = (config: JsonRecord, key: string, fallback: number): number => {
  const value = config[key];
  return typeof value === 'number' ? value : fallback;
};

const zeros: Initializer = (shape) => new Float32Array(sizeOf(shape));
export const ones: Initializer = (shape) => new Float32Array(sizeOf(shape)).fill(1);

type InitializerMaker = (config: JsonRecord) => Initializer;

const makers: Readonly<Record<string, InitializerMaker>> = {
  Zeros: () => zeros,
  Ones: () => ones,
  Constant: (config) => (shape) => constant(shape, config['value']),
  RandomUniform: (config) => (shape, seed) => {
    const low = numberOf(config, 'minval', -0.05);
    const high = numberOf(config, 'maxval', 0.05);
    return uniform(seed, sizeOf(shape)).map((value) => low + (high - low) * value);
  },
  RandomNormal: (config) => (shape, seed) => scaled(normal(seed, sizeOf(shape)), config),
  TruncatedNormal: (config) => (shape, seed) => scaled(truncatedNormal(seed, sizeOf(shape)), config),
  GlorotUniform: (config) => varianceScaling(config, 1, 'fan_avg', 'uniform'),
  GlorotNormal: (config) => varianceScaling(config, 1, 'fan_avg', 'truncated_normal'),
  HeUniform: (config) => varianceScaling(config, 2, 'fan_in', 'uniform'),
  HeNormal: (config) => varianceScaling(config, 2, 'fan_in', 'truncated_normal'),
  LecunUniform: (config) => varianceScaling(config, 1, 'fan_in', 'uniform'),
  LecunNormal: (config) => varianceScaling(config, 1, 'fan_in', 'truncated_normal'),
  VarianceScaling: (config) =>
    varianceScaling(
      config,
      numberOf(config, 'scale', 1),
      textOr(config['mode'], 'fan_in'),
      textOr(config['distribution'], 'truncated_normal'),
    ),
  Orthogonal: (config) => (shape, seed) => orthogonal(shape, numberOf(config, 'gain', 1), seed),
  Identity: (config) => (shape) => identity(shape, numberOf(config, 'gain', 1)),
};

const aliases: Readonly<Record<string, string>> = {
  OrthogonalInitializer: 'Orthogonal',
  IdentityInitializer: 'Identity',
};

/** The initializer that a Keras config names; `fallback` where there is none. */
export function readInitializer(value: unknown, fallback: string): Initializer {
  const part = readPart(value) ?? { name: fallback, config: {} };
  const camel = part.name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const maker = makers[aliases[camel] ?? camel];
  if (maker === undefined) throw new StudioError('model/unsupported-layer', { layer: `initializer ${part.name}` });
  const initializer = maker(part.config);
  const own = part.config['seed'];
  // A seed of its own decides alone, whatever the run's seed is; two weights of one layer still differ by their shape.
  return typeof own === 'number' ? (shape) => initializer(shape, mixSeed('initializer', own)) : initializer;
}

/** One value for all, or a value for each place (nested lists of the weight's shape, or its last axes). */
function constant(shape: readonly number[], value: unknown): Float32Array {
  const all = new Float32Array(sizeOf(shape));
  const given = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY).map(Number) : [Number(value ?? 0)];
  if (given.length === 0 || given.some((one) => !Number.isFinite(one)) || all.length % given.length !== 0) {
    throw new StudioError('model/unreadable', {
      layer: 'Constant',
      param: 'value',
      expected: `a number, or numbers of shape (${shape.join(', ')})`,
      received: JSON.stringify(value),
    });
  }
  return all.map((_, index) => given[index % given.length] ?? 0);
}

function scaled(values: Float32Array, config: JsonRecord): Float32Array {
  const mean = numberOf(config, 'mean', 0);
  const deviation = numberOf(config, 'stddev', 0.05);
  return values.map((value) => mean + deviation * value);
}

/** Glorot & Bengio 2010, He et al. 2015, LeCun et al. 1998, in Keras' common form. */
function varianceScaling(config: JsonRecord, scale: number, mode: string, distribution: string): Initializer {
  const axes = { input: axesOf(config['input_axes']), output: axesOf(config['output_axes']) };
  return (shape, seed) => {
    const { fanIn, fanOut } = fans(shape, axes);
    const fan = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
    const variance = scale / Math.max(1, fan);
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return uniform(seed, sizeOf(shape)).map((value) => limit * (2 * value - 1));
    }
    if (distribution === 'untruncated_normal') {
      return normal(seed, sizeOf(shape)).map((value) => Math.sqrt(variance) * value);
    }
    // The constant is the deviation of a normal distribution cut at two deviations, as Keras divides by it.
    const deviation = Math.sqrt(variance) / 0.87962566103423978;
    return truncatedNormal(seed, sizeOf(shape)).map((value) => deviation * value);
  };
}

interface FanAxes {
  readonly input: readonly number[] | null;
  readonly output: readonly number[] | null;
}

const axesOf = (value: unknown): readonly number[] | null => (Array.isArray(value) ? value.map(Number) : null);

/** Keras' compute_fans: kernels are [..., in, out], unless the axes of both are named. */
function fans(shape: readonly number[], axes: FanAxes): { readonly fanIn: number; readonly fanOut: number } {
  if (axes.input !== null && axes.output !== null) {
    return {
      fanIn: sizeOf(axes.input.map((axis) => shape.at(axis) ?? 1)),
      fanOut: sizeOf(axes.output.map((axis) => shape.at(axis) ?? 1)),
    };
  }
  const [first = 1, second] = shape;
  if (shape.length < 2) return { fanIn: first, fanOut: first };
  if (shape.length === 2) return { fanIn: first, fanOut: second ?? first };
  const receptive = sizeOf(shape.slice(0, -2));
  return { fanIn: (shape.at(-2) ?? 1) * receptive, fanOut: (shape.at(-1) ?? 1) * receptive };
}

/** Orthonormal columns (or rows) of a random normal matrix: modified Gram–Schmidt in float64. */
function orthogonal(shape: readonly number[], gain: number, seed: number): Float32Array {
  if (kept === null) return makeOrthogonal(shape, gain, seed);
  const key = `${shape.join()} ${gain} ${seed}`;
  const values = kept.get(key) ?? makeOrthogonal(shape, gain, seed);
  // What was used last stands at the end.
  kept.delete(key);
  kept.set(key, values);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return values.slice();
}

/** Seconds of work for large weights, which whoever builds a model again and again need not do twice. */
const mostKept = 48;
let kept: Map<string, Float32Array> | null = null;

/** From now on this process keeps the last orthogonal weights it made. */
export function keepOrthogonal(): void {
  kept ??= new Map();
}

function makeOrthogonal(shape: readonly number[], gain: number, seed: number): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / columns;
  const long = Math.max(rows, columns);
  const short = Math.min(rows, columns);
  const draws = normal(seed, long * short);
  const basis: Float64Array[] = [];
  for (let index = 0; index < short; index += 1) {
    const vector = Float64Array.from(draws.subarray(index * long, (index + 1) * long));
    let norm = Math.sqrt(dot(vector, vector));
    // Again where little is left of the vector: rounding then weighs (Daniel, Gragg, Kaufman & Stewart 1976).
    for (let left = 0; left < 0.7; ) {
      for (const other of basis) {
        const share = dot(vector, other);
        for (let at = 0; at < long; at += 1) vector[at] = (vector[at] ?? 0) - share * (other[at] ?? 0);
      }
      const rest = Math.sqrt(dot(vector, vector));
      left = rest / norm;
      norm = rest;
    }
    basis.push(vector.map((value) => value / norm));
  }
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = rows >= columns ? basis[column]?.[row] : basis[row]?.[column];
      values[row * columns + column] = gain * (value ?? 0);
    }
  }
  return values;
}

/** Four sums side by side: one alone waits for each addition before it can begin the next. */
function dot(one: Float64Array, other: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < one.length; at += 4) {
    a += (one[at] ?? 0) * (other[at] ?? 0);
    b += (one[at + 1] ?? 0) * (other[at + 1] ?? 0);
    c += (one[at + 2] ?? 0) * (other[at + 2] ?? 0);
    d += (one[at + 3] ?? 0) * (other[at + 3] ?? 0);
  }
  for (; at < one.length; at += 1) a += (one[at] ?? 0) * (other[at] ?? 0);
  return a + b + c + d;
}

function identity(shape: readonly number[], gain: number): Float32Array {
  const [rows = 0, columns = 0] = shape;
  const values = new Float32Array(rows * columns);
  for (let index = 0; index < Math.min(rows, columns); index += 1) values[index * columns + index] = gain;
  return values;
}
