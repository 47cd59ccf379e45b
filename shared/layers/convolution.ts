/** What Conv1D, Conv2D and the pooling layers share: parameters and the arithmetic of windows. */
import { type Axis, axis, type Shape } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import type { InputShapes, ParamCount } from './layer-type.ts';
import { activationParam, kernelParams } from './params.ts';
import { at, lastSize, tooSmall, unknownAxis, wrongRank } from './shape-checks.ts';
import { unfitPart } from './weight-parts.ts';

/** A window of this size at every position, or one number an axis. */
export const windowSize = (length: number, fallback: number) =>
  ({ kind: 'ints', default: Array.from({ length }, () => fallback), length, min: 1, max: 10_000 }) as const;

export function convolutionParams<const Padding extends readonly string[]>(axes: number, padding: Padding) {
  return {
    filters: { kind: 'int', default: 32, min: 1, max: 100_000, unit: 'filters' },
    kernelSize: windowSize(axes, 3),
    strides: windowSize(axes, 1),
    padding: { kind: 'choice', default: 'valid', options: padding },
    activation: activationParam('linear'),
    dilationRate: { ...windowSize(axes, 1), advanced: true },
    groups: { kind: 'int', default: 1, min: 1, max: 100_000, advanced: true },
    ...kernelParams,
  } as const;
}

/**
 * Positions of a window of `kernel` cells, `dilation` apart, moved by `stride` over `size` cells. `valid` stays inside,
 * `same` and `causal` pad. null stays null; 0 or less: it does not fit.
 */
export function positions(
  size: number | null,
  kernel: number,
  stride: number,
  padding: string,
  dilation = 1,
): number | null {
  if (size === null) return null;
  const span = (kernel - 1) * dilation + 1;
  return padding === 'valid' ? Math.floor((size - span) / stride) + 1 : Math.ceil(size / stride);
}

interface Windows {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: string;
  readonly dilationRate?: readonly number[];
}

/** (batch, …axes, channels) with each axis reduced to its window positions. */
export function slide(
  layer: string,
  x: Shape,
  axes: number,
  { kernelSize, strides, padding, dilationRate }: Windows,
): Result<readonly Axis[]> {
  const moved: Axis[] = [];
  for (let index = 0; index < axes; index++) {
    const from = x[index + 1];
    if (!from) break;
    const [kernel, stride, dilation] = [kernelSize[index] ?? 1, strides[index] ?? 1, dilationRate?.[index] ?? 1];
    const count = positions(from.size, kernel, stride, padding, dilation);
    if (count !== null && count < 1) return tooSmall(layer, (kernel - 1) * dilation + 1, from.size ?? 0, x);
    moved.push(axis(from.name, count));
  }
  return ok(moved);
}

interface Convolution extends Windows {
  readonly filters: number;
  readonly groups: number;
  readonly dilationRate: readonly number[];
}

/** (batch, …axes, channels) → (batch, …positions, filters). */
export function inferConvolution(
  layer: string,
  expected: string,
  axes: number,
  inputs: InputShapes,
  params: Convolution,
): Result<{ readonly y: Shape }> {
  const x = at(inputs, 'x');
  const [batch] = x;
  const channels = x[axes + 1];
  if (x.length !== axes + 2 || !batch || !channels) return wrongRank(layer, expected, x);
  if (channels.size === null) return unknownAxis(layer, axes + 1, x);
  if (channels.size % params.groups !== 0)
    return failed(
      problem('shape/not-divisible', { layer, size: channels.size, by: params.groups }, { param: 'groups' }),
    );
  if (params.filters % params.groups !== 0)
    return failed(
      problem('shape/not-divisible', { layer, size: params.filters, by: params.groups }, { param: 'groups' }),
    );
  if (params.strides.some((stride) => stride > 1) && params.dilationRate.some((rate) => rate > 1)) {
    return failed(
      problem(
        'param/invalid',
        { layer, param: 'dilationRate', expected: '1 (strides > 1)', received: String(params.dilationRate) },
        { param: 'dilationRate' },
      ),
    );
  }
  const unfit = unfitPart(layer, { ...params }, axes + 2);
  if (unfit) return unfit;
  const moved = slide(layer, x, axes, params);
  return moved.ok
    ? ok({ y: [batch, ...moved.value, axis(axes === 1 ? 'features' : 'channels', params.filters)] })
    : moved;
}

export function countConvolution(
  inputs: InputShapes,
  { filters, kernelSize, groups, useBias }: Convolution & { readonly useBias: boolean },
): ParamCount {
  const window = kernelSize.reduce((product, size) => product * size, 1);
  return { trainable: filters * ((window * lastSize(at(inputs, 'x'))) / groups + (useBias ? 1 : 0)), other: 0 };
}
