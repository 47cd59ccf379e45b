/** The record that declares a generator: seeded, pure data without a file. Every sample is made from its own number. */
import type { Random } from '../random.ts';
import type { SampleSpec } from '../spec-types.ts';

export interface GeneratorParam {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}
export type GeneratorParams = Readonly<Record<string, number>>;

/** How a sample or a prediction is shown to a person. */
export type Display =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'series'; readonly values: readonly number[] }
  | { readonly kind: 'frames'; readonly height: number; readonly width: number; readonly frames: number };

export interface SampleSeed {
  /** Numbers of this sample alone. */
  readonly random: Random;
  /** Numbers that all samples of the source share: a fixed series, for instance. Fresh on every call. */
  readonly shared: () => Random;
  readonly index: number;
}

export interface GeneratorType {
  /** Written into project files: never renamed, never reused. Text: `generator.<id>` in the catalogues. */
  readonly id: string;
  readonly params: Readonly<Record<string, GeneratorParam>>;
  spec(params: GeneratorParams): SampleSpec;
  /** Writes one sample into `x` and `y` (zeroed, of the sizes that `spec` gives). */
  write(params: GeneratorParams, seed: SampleSeed, x: Float32Array, y: Float32Array): void;
  /** Samples follow each other in time, in so many parallel segments: the batch size of stateful training. */
  readonly lanes?: (params: GeneratorParams) => number;
  /** Number of different samples when there are not endlessly many. */
  readonly distinct?: (params: GeneratorParams) => number;
  showInput(params: GeneratorParams, x: Float32Array): Display;
  /** Of a target, and of a prediction of the same shape. */
  showTarget(params: GeneratorParams, y: Float32Array): Display;
}

export const whole = (value: number, min: number, max: number): GeneratorParam => ({
  default: value,
  min,
  max,
  integer: true,
});
export const real = (value: number, min: number, max: number): GeneratorParam => ({
  default: value,
  min,
  max,
  integer: false,
});

/** Index of the largest value of a slice: the class that a one-hot vector or a softmax means. */
export function largestIndex(values: ArrayLike<number>, from = 0, length = values.length): number {
  let best = 0;
  for (let i = 1; i < length; i++) if ((values[from + i] ?? 0) > (values[from + best] ?? 0)) best = i;
  return best;
}
