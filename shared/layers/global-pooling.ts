import type { Shape } from '../graph/shape.ts';
import { axis } from '../graph/shape.ts';
import { ok, type Result } from '../result.ts';
import type { InputShapes } from './layer-type.ts';
import { rareFlag } from './params.ts';
import { at, wrongRank } from './shape-checks.ts';

export const globalPoolingParams = { keepdims: rareFlag(false) } as const;

/** (batch, time, features) → (batch, features), or (batch, 1, features) with `keepdims`. */
export function inferGlobalPooling(
  layer: string,
  inputs: InputShapes,
  { keepdims }: { readonly keepdims: boolean },
): Result<{ readonly y: Shape }> {
  const x = at(inputs, 'x');
  const [batch, time, features] = x;
  if (x.length !== 3 || !batch || !time || !features) return wrongRank(layer, '(batch, time, features)', x);
  return ok({ y: keepdims ? [batch, axis('time', 1), features] : [batch, features] });
}
