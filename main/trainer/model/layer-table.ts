/** Every layer that can be built, by its Keras class name. */
import type { LayerFactory } from './layer.ts';
import { conv1d, conv2d } from './layers/conv.ts';
import { activationLayer, dense } from './layers/dense.ts';
import { embedding } from './layers/embedding.ts';
import { masking } from './layers/masking.ts';
import { add, average, concatenate, dot, maximum, minimum, multiply, subtract } from './layers/merge.ts';
import { alphaDropout, dropout, gaussianDropout, gaussianNoise, spatialDropout1d } from './layers/noise.ts';
import { batchNormalization, layerNormalization } from './layers/normalization.ts';
import {
  averagePooling1d,
  averagePooling2d,
  globalAveragePooling1d,
  globalMaxPooling1d,
  maxPooling1d,
  maxPooling2d,
} from './layers/pooling.ts';
import { flatten, permute, repeatVector, reshape } from './layers/shape.ts';
import { timeDistributed } from './layers/time-distributed.ts';
import { bidirectional } from './recurrent/bidirectional.ts';
import { convLstm2d } from './recurrent/conv-lstm-2d.ts';
import { gru } from './recurrent/gru.ts';
import { lstm } from './recurrent/lstm.ts';
import { simpleRnn } from './recurrent/simple-rnn.ts';

export const layerFactories: Readonly<Record<string, LayerFactory>> = {
  Activation: activationLayer,
  Add: add,
  AlphaDropout: alphaDropout,
  Average: average,
  AveragePooling1D: averagePooling1d,
  AveragePooling2D: averagePooling2d,
  BatchNormalization: batchNormalization,
  Bidirectional: bidirectional,
  Concatenate: concatenate,
  Conv1D: conv1d,
  Conv2D: conv2d,
  ConvLSTM2D: convLstm2d,
  Dense: dense,
  Dot: dot,
  Dropout: dropout,
  Embedding: embedding,
  Flatten: flatten,
  GRU: gru,
  GaussianDropout: gaussianDropout,
  GaussianNoise: gaussianNoise,
  GlobalAveragePooling1D: globalAveragePooling1d,
  GlobalMaxPooling1D: globalMaxPooling1d,
  LSTM: lstm,
  LayerNormalization: layerNormalization,
  Masking: masking,
  MaxPooling1D: maxPooling1d,
  MaxPooling2D: maxPooling2d,
  Maximum: maximum,
  Minimum: minimum,
  Multiply: multiply,
  Permute: permute,
  RepeatVector: repeatVector,
  Reshape: reshape,
  SimpleRNN: simpleRnn,
  SpatialDropout1D: spatialDropout1d,
  Subtract: subtract,
  TimeDistributed: timeDistributed,
};
