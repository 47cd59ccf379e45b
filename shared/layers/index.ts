/** The registry: every layer that can be drawn. Adding one: its file and one line here (see README.md). */
import { activation } from './activation.ts';
import { add } from './add.ts';
import { additiveAttention } from './additive-attention.ts';
import { alphaDropout } from './alpha-dropout.ts';
import { attention } from './attention.ts';
import { average } from './average.ts';
import { averagePooling1d } from './average-pooling1d.ts';
import { averagePooling2d } from './average-pooling2d.ts';
import { batchNormalization } from './batch-normalization.ts';
import { bidirectional } from './bidirectional.ts';
import { concatenate } from './concatenate.ts';
import { convLstm2d } from './conv-lstm2d.ts';
import { conv1d } from './conv1d.ts';
import { conv2d } from './conv2d.ts';
import { cropping1d } from './cropping1d.ts';
import { cosineDistance, euclideanDistance, manhattanDistance } from './distance.ts';
import { dense } from './dense.ts';
import { depthwiseConv1d } from './depthwise-conv1d.ts';
import { dot } from './dot.ts';
import { dropout } from './dropout.ts';
import { elu } from './elu.ts';
import { embedding } from './embedding.ts';
import { flatten } from './flatten.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { globalAveragePooling1d } from './global-average-pooling1d.ts';
import { globalAveragePooling2d } from './global-average-pooling2d.ts';
import { globalMaxPooling1d } from './global-max-pooling1d.ts';
import { globalMaxPooling2d } from './global-max-pooling2d.ts';
import { gru } from './gru.ts';
import { input } from './input.ts';
import { layerNormalization } from './layer-normalization.ts';
import type { LayerType } from './layer-type.ts';
import { leakyRelu } from './leaky-relu.ts';
import { lstm } from './lstm.ts';
import { masking } from './masking.ts';
import { maxPooling1d } from './max-pooling1d.ts';
import { maxPooling2d } from './max-pooling2d.ts';
import { maximum } from './maximum.ts';
import { minimum } from './minimum.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { multiply } from './multiply.ts';
import { output } from './output.ts';
import { permute } from './permute.ts';
import { prelu } from './prelu.ts';
import { relu } from './relu.ts';
import { repeatVector } from './repeat-vector.ts';
import { reshape } from './reshape.ts';
import { separableConv1d } from './separable-conv1d.ts';
import { simpleRnn } from './simple-rnn.ts';
import { softmax } from './softmax.ts';
import { spatialDropout1d } from './spatial-dropout1d.ts';
import { subtract } from './subtract.ts';
import { timeDistributed } from './time-distributed.ts';
import { upSampling1d } from './up-sampling1d.ts';
import { upSampling2d } from './up-sampling2d.ts';
import { zeroPadding1d } from './zero-padding1d.ts';

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
  convLstm2d,
  attention,
  additiveAttention,
  multiHeadAttention,
  conv1d,
  separableConv1d,
  depthwiseConv1d,
  conv2d,
  maxPooling1d,
  maxPooling2d,
  averagePooling1d,
  averagePooling2d,
  globalAveragePooling1d,
  globalMaxPooling1d,
  globalAveragePooling2d,
  globalMaxPooling2d,
  dense,
  activation,
  relu,
  leakyRelu,
  prelu,
  elu,
  softmax,
  repeatVector,
  flatten,
  reshape,
  permute,
  upSampling1d,
  upSampling2d,
  zeroPadding1d,
  cropping1d,
  concatenate,
  add,
  subtract,
  multiply,
  average,
  maximum,
  minimum,
  dot,
  euclideanDistance,
  manhattanDistance,
  cosineDistance,
  dropout,
  spatialDropout1d,
  gaussianNoise,
  gaussianDropout,
  alphaDropout,
  batchNormalization,
  layerNormalization,
} as const satisfies Record<string, LayerType>;
export type LayerTypeId = keyof typeof layerTypes;

export const allLayerTypes: readonly LayerType[] = Object.values(layerTypes);

/** Layers that few drawings need: folded away in the palette, found by searching. */
export const rareLayerIds: ReadonlySet<string> = new Set<LayerTypeId>([
  'additiveAttention',
  'convLstm2d',
  'separableConv1d',
  'depthwiseConv1d',
  'averagePooling1d',
  'averagePooling2d',
  'globalMaxPooling1d',
  'globalAveragePooling2d',
  'globalMaxPooling2d',
  'leakyRelu',
  'prelu',
  'elu',
  'softmax',
  'permute',
  'upSampling1d',
  'upSampling2d',
  'zeroPadding1d',
  'cropping1d',
  'average',
  'maximum',
  'minimum',
  'spatialDropout1d',
  'gaussianNoise',
  'gaussianDropout',
  'alphaDropout',
]);

/** The record of a type id; undefined for `block` and for ids of newer versions. */
export function layerType(id: string): LayerType | undefined {
  return Object.hasOwn(layerTypes, id) ? layerTypes[id as LayerTypeId] : undefined; // hasOwn has just shown that it is one
}

export { defaultParams, parseParams } from './param-values.ts';
