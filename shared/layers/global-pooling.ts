/** What the global pooling layers share: one value of each channel for all steps or the whole image. */
import type { Shape } from '../graph/shape.ts';
import { axis } from '../graph/shape.ts';
import { ok, type Result } from '../result.ts';
import type { InputShapes } from './layer-type.ts';
import { rareFlag } from './params.ts';
import { at, wrongRank } from './shape-checks.ts';

export const globalPoolingParams = { keepdims: rareFlag(false) } as const;

interface Keepdims {
  readonly keepdims: boolean;
}

/** (batch, time, features) → (batch, features), or (batch, 1, features) with `keepdims`. */
export const inferGlobalPooling = (
  layer: string,
  inputs: InputShapes,
  params: Keepdims,
): Result<{ readonly y: Shape }> => inferOver(layer, '(batch, time, features)', 1, inputs, params);

/** (batch, height, width, channels) → (batch, channels), or (batch, 1, 1, channels) with `keepdims`. */
export const inferGlobalPooling2d = (
  layer: string,
  inputs: InputShapes,
  params: Keepdims,
): Result<{ readonly y: Shape }> => inferOver(layer, '(batch, height, width, channels)', 2, inputs, params);

function inferOver(
  layer: string,
  expected: string,
  axes: number,
  inputs: InputShapes,
  { keepdims }: Keepdims,
): Result<{ readonly y: Shape }> {
  const x = at(inputs, 'x');
  const [batch, channels] = [x[0], x[axes + 1]];
  if (x.length !== axes + 2 || !batch || !channels) return wrongRank(layer, expected, x);
  const kept = keepdims ? x.slice(1, -1).map((entry) => axis(entry.name, 1)) : [];
  return ok({ y: [batch, ...kept, channels] });
}
