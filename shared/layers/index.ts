/** The registry: every layer that can be drawn. Adding one: its file and one line here (see README.md). */
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { gru } from './gru.ts';
import { input } from './input.ts';
import type { LayerType } from './layer-type.ts';
import { lstm } from './lstm.ts';
import { masking } from './masking.ts';
import { output } from './output.ts';
import { repeatVector } from './repeat-vector.ts';
import { simpleRnn } from './simple-rnn.ts';
import { timeDistributed } from './time-distributed.ts';

export const layerTypes = {
  input,
  output,
  masking,
  timeDistributed,
  lstm,
  gru,
  simpleRnn,
  dense,
  repeatVector,
  dropout,
} as const satisfies Record<string, LayerType>;
export type LayerTypeId = keyof typeof layerTypes;

/** In palette order. */
export const allLayerTypes: readonly LayerType[] = Object.values(layerTypes);

/** The record of a type id; undefined for `block` and for ids of newer versions. */
export function layerType(id: string): LayerType | undefined {
  return Object.hasOwn(layerTypes, id) ? layerTypes[id as LayerTypeId] : undefined; // hasOwn has just shown that it is one
}
export { defaultParams, parseParams } from './param-values.ts';
