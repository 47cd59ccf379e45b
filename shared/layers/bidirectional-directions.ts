/** The two recurrent layers inside a Bidirectional: one is written down, the other follows from it or has its own form. */
import type { ParamValue } from '../graph/graph-doc.ts';
import type { LayerLookup } from './layer-type.ts';
import { parseParams } from './param-values.ts';
import type { WrappedLayer } from './params.ts';

export type InnerLayer = Extract<WrappedLayer, { readonly type: string }>;

/** States of the layers that can stand inside, in Keras' order. */
const states: Readonly<Record<string, readonly string[]>> = {
  lstm: ['h', 'c'],
  gru: ['h'],
  simpleRnn: ['h'],
  convLstm2d: ['h', 'c'],
};

/** What both directions must agree on, as Keras demands. */
const common = ['returnSequences', 'returnState', 'stateful'] as const;

/** Bidirectional itself decides whether masked steps become zero, and the backward layer follows the forward one. */
export const decided = {
  forward: ['zeroOutputForMask'],
  backward: ['zeroOutputForMask', 'goBackwards', ...common],
} as const;

/** The value of a `layer` parameter if it is a layer that can be read in two directions. */
export function innerLayer(value: unknown): InnerLayer | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string')
    return undefined;
  return Object.hasOwn(states, value.type) ? (value as InnerLayer) : undefined; // checked by the parameter's own schema
}

export const directionStates = (layer: InnerLayer | undefined): readonly string[] =>
  (layer && states[layer.type]) ?? [];

/** All parameters of an inner layer; empty where they are not valid (inference then says so). */
export function innerParams(layer: InnerLayer, lookup: LayerLookup): Readonly<Record<string, ParamValue>> {
  const type = lookup.layerType(layer.type);
  const params = type && parseParams(type, layer.params);
  return params?.ok ? params.value : {};
}

/** The layer that reads the other way. */
export function backwardOf(forward: InnerLayer, own: WrappedLayer | null): InnerLayer | undefined {
  const layer = own === null ? forward : innerLayer(own);
  if (!layer) return undefined;
  const params: Record<string, ParamValue> = { ...layer.params };
  for (const name of common) {
    const value = forward.params[name];
    if (value === undefined) delete params[name];
    else params[name] = value;
  }
  params.goBackwards = forward.params.goBackwards !== true;
  return { ...layer, params };
}

/** The parameters for two layers that Keras wrote; undefined where they are not two directions of one kind of reading. */
export function readDirections(
  forward: WrappedLayer | undefined,
  backward: WrappedLayer | undefined,
): { readonly layer: WrappedLayer; readonly backwardLayer: WrappedLayer | null } | undefined {
  const one = forward && innerLayer(forward);
  if (!one) return undefined;
  const layer = withoutForced(one, 'forward_');
  // Without a layer of its own Keras reads a copy backwards, which a first layer that reads backwards refuses.
  if (!backward) return one.params.goBackwards === true ? undefined : { layer, backwardLayer: null };
  const other = innerLayer(backward);
  if (!other || (other.params.goBackwards === true) === (one.params.goBackwards === true)) return undefined;
  if (common.some((name) => (one.params[name] === true) !== (other.params[name] === true))) return undefined;
  const copy = withoutForced(withoutDirection(other), 'backward_');
  if (sameText(copy, withoutDirection(layer))) return { layer, backwardLayer: null };
  const { params } = withoutForced(withoutDirection(other), '');
  const own = Object.fromEntries(Object.entries(params).filter(([name]) => !common.some((shared) => shared === name)));
  return { layer, backwardLayer: { ...other, params: own } };
}

/** Without the prefix of its name, and without the zeros at masked steps that Keras forces. */
function withoutForced({ type, params, name }: InnerLayer, prefix: string): InnerLayer {
  const { zeroOutputForMask: _, ...rest } = params;
  const bare = name?.startsWith(prefix) ? name.slice(prefix.length) : name;
  return bare ? { type, params: rest, name: bare } : { type, params: rest };
}

function withoutDirection(layer: InnerLayer): InnerLayer {
  const { goBackwards: _, ...params } = layer.params;
  return { ...layer, params };
}

const sameText = (a: InnerLayer, b: InnerLayer): boolean =>
  a.type === b.type && a.name === b.name && JSON.stringify(sorted(a.params)) === JSON.stringify(sorted(b.params));

const sorted = (params: InnerLayer['params']): readonly (readonly [string, ParamValue])[] =>
  Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
