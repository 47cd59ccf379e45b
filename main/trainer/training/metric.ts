/** What a metric is to the training step: numbers that batches add up to, and the figure that follows from their sum. */
import { StudioError } from '../../../shared/problem.ts';
import type { Tensor } from '../model/layer.ts';
import { alikeButLastOne, type LossInput } from './loss-function.ts';
import type { JsonRecord } from '../../../shared/json.ts';

export interface MetricState {
  /** Numbers of the state. */
  readonly size: number;
  /** What a batch adds: a tensor of `size` numbers. */
  batch(input: LossInput, mask: Tensor | null, weight: Tensor | null): Tensor;
  /** The figure of the added up state. */
  result(state: ArrayLike<number>): number;
}

export interface Metric extends MetricState {
  readonly name: string;
}

/** `features`: size of the last axis of the output that it measures. */
export type MetricMaker = (config: JsonRecord, features: number) => MetricState;

/** Keras' epsilon, which some of its quotients carry. */
export const epsilon = 1e-7;

/** Keras' `divide_no_nan`. */
export const quotient = (dividend: number, divisor: number): number => (divisor === 0 ? 0 : dividend / divisor);

export const at = (state: ArrayLike<number>, index: number): number => state[index] ?? 0;

/** An entry that the studio computes with one value only; another one is refused by name. */
export function only(metric: string, config: JsonRecord, key: string, allowed: readonly unknown[]): void {
  const value = config[key];
  if (value === undefined || allowed.includes(value)) return;
  throw new StudioError('model/unsupported-layer', {
    layer: `metric ${metric} with ${key} = ${JSON.stringify(value)}`,
  });
}

export function numberOf(config: JsonRecord, key: string, fallback: number): number {
  const value = config[key];
  return typeof value === 'number' ? value : fallback;
}

/** One of several words; Keras takes them in any case. */
export function wordOf<Word extends string>(
  metric: string,
  config: JsonRecord,
  key: string,
  words: readonly Word[],
): Word {
  const value = config[key] ?? words[0];
  const found = words.find((word) => word.toLowerCase() === String(value).toLowerCase());
  if (found === undefined)
    throw new StudioError('model/unsupported-layer', {
      layer: `metric ${metric} with ${key} = ${JSON.stringify(value)}`,
    });
  return found;
}

/**
 * Truth in the shape of the prediction, as Keras lines them up; `target/shape` where they cannot be compared place by
 * place (class numbers against the shares of the classes).
 */
export function sameShape(metric: string, { tf, truth, prediction }: LossInput): Tensor {
  const asFloat = truth.dtype === 'float32' ? truth : tf.cast(truth, 'float32');
  if (asFloat.shape.join() === prediction.shape.join()) return asFloat;
  if (alikeButLastOne(asFloat.shape, prediction.shape)) return tf.reshape(asFloat, prediction.shape);
  throw new StudioError('target/shape', {
    output: metric,
    expected: `(${prediction.shape.join(', ')})`,
    received: `(${truth.shape.join(', ')})`,
  });
}
