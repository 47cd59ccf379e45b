/** The registry: every layer that can be drawn. Adding one: its file and one line here (see README.md). */
import { activation } from './activation.ts';
import { add } from './add.ts';
import { batchNormalization } from './batch-normalization.ts';
import { bidirectional } from './bidirectional.ts';
import { concatenate } from './concatenate.ts';
import { conv1d } from './conv1d.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { globalAveragePooling1d } from './global-average-pooling1d.ts';
import { globalMaxPooling1d } from './global-max-pooling1d.ts';
import { gru } from './gru.ts';
import { input } from './input.ts';
import { layerNormalization } from './layer-normalization.ts';
import type { LayerType } from './layer-type.ts';
import { lstm } from './lstm.ts';
import { masking } from './masking.ts';
import { maxPooling1d } from './max-pooling1d.ts';
import { maxPooling2d } from './max-pooling2d.ts';
import { multiply } from './multiply.ts';
import { output } from './output.ts';
import { repeatVector } from './repeat-vector.ts';
import { reshape } from './reshape.ts';
import { simpleRnn } from './simple-rnn.ts';
import { subtract } from './subtract.ts';
import { timeDistributed } from './time-distributed.ts';

/** In palette order. Keys are the records' ids. */
export const layerTypes = {
  input,
  output,
  masking,
  embedding,
  timeDistributed,
  lstm,
  gru,
  simpleRnn,
  bidirectional,
  conv1d,
  conv2d,
  maxPooling1d,
  maxPooling2d,
  globalAveragePooling1d,
  globalMaxPooling1d,
  dense,
  activation,
  repeatVector,
  flatten,
  reshape,
  concatenate,
  add,
  subtract,
  multiply,
  dropout,
  batchNormalization,
  layerNormalization,
} as const satisfies Record<string, LayerType>;
export type LayerTypeId = keyof typeof layerTypes;

export const allLayerTypes: readonly LayerType[] = Object.values(layerTypes);

/** The record of a type id; undefined for `block` and for ids of newer versions. */
export function layerType(id: string): LayerType | undefined {
  return Object.hasOwn(layerTypes, id) ? layerTypes[id as LayerTypeId] : undefined; // hasOwn has just shown that it is one
}

export { defaultParams, parseParams } from './param-values.ts';
