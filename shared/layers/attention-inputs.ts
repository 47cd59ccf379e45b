/** What the attention layers share: ports, and the shapes that must fit. */
import { type Shape, shapeText } from '../graph/shape.ts';
import type { Problem } from '../problem.ts';
import { ok, type Result } from '../result.ts';
import type { InputShapes, MaskRule } from './layer-type.ts';
import { at, lastSize, mismatch, unknownAxis, wrongRank } from './shape-checks.ts';

/** Every step of `query` looks at every place of `key` and takes from `value`; without a key the value is its own. */
export const attentionPorts = {
  inputs: [{ name: 'query' }, { name: 'value' }, { name: 'key', optional: true }],
  outputs: [{ name: 'y' }],
} as const;

/** Keras asks at the call whether a step may see what comes after it. */
export const causalParam = { kind: 'boolean', default: false } as const;

export interface AttentionShapes {
  readonly query: Shape;
  readonly value: Shape;
  readonly key: Shape;
}

/** Three sequences, key and value of the same length, with known numbers of features. */
export function attentionShapes(layer: string, inputs: InputShapes): Result<AttentionShapes, Problem> {
  const [query, value] = [at(inputs, 'query'), at(inputs, 'value')];
  const key = inputs.key?.[0] ?? value;
  for (const shape of [query, value, key]) {
    if (shape.length !== 3) return wrongRank(layer, '(batch, time, features)', shape);
    if (lastSize(shape) === 0) return unknownAxis(layer, 2, shape);
  }
  const [places, keyPlaces] = [value[1]?.size ?? null, key[1]?.size ?? null];
  if (places !== null && keyPlaces !== null && places !== keyPlaces)
    return mismatch(layer, shapeText(value), shapeText(key));
  return ok({ query, value, key });
}

/** For layers that compare query and key feature by feature: both need the same number of features. */
export function inferAttention(layer: string, inputs: InputShapes): Result<{ readonly y: Shape }, Problem> {
  const shapes = attentionShapes(layer, inputs);
  if (!shapes.ok) return shapes;
  const { query, value, key } = shapes.value;
  if (lastSize(query) !== lastSize(key)) return mismatch(layer, shapeText(query), shapeText(key));
  return ok({ y: [...query.slice(0, -1), ...value.slice(-1)] });
}

/** The query's mask goes on; the value's and the key's say which places are looked at. */
export const attentionMask = ([query, ...others]: readonly boolean[]): MaskRule =>
  query === true || !others.some(Boolean) ? 'passes' : 'uses';
