/** Every layer that can be built, by its Keras class name. */
import type { LayerFactory } from './layer.ts';
import { cosineDistance, euclideanDistance, manhattanDistance } from './layers/distance.ts';
import { additiveAttention, attention } from './layers/attention.ts';
import { conv1d, conv2d } from './layers/conv.ts';
import { activationLayer, dense } from './layers/dense.ts';
import { embedding } from './layers/embedding.ts';
import { masking } from './layers/masking.ts';
import { add, average, concatenate, dot, maximum, minimum, multiply, subtract } from './layers/merge.ts';
import { multiHeadAttention } from './layers/multi-head-attention.ts';
import { alphaDropout, dropout, gaussianDropout, gaussianNoise, spatialDropout1d } from './layers/noise.ts';
import { batchNormalization, layerNormalization } from './layers/normalization.ts';
import {
  averagePooling1d,
  averagePooling2d,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  maxPooling1d,
  maxPooling2d,
} from './layers/pooling.ts';
import { elu, leakyRelu, prelu, relu, softmax } from './layers/rectifiers.ts';
import { cropping1d, upSampling1d, upSampling2d, zeroPadding1d } from './layers/resampling.ts';
import { depthwiseConv1d, separableConv1d } from './layers/separable-conv.ts';
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
  AdditiveAttention: additiveAttention,
  AlphaDropout: alphaDropout,
  Attention: attention,
  Average: average,
  AveragePooling1D: averagePooling1d,
  AveragePooling2D: averagePooling2d,
  BatchNormalization: batchNormalization,
  Bidirectional: bidirectional,
  Concatenate: concatenate,
  Conv1D: conv1d,
  Conv2D: conv2d,
  ConvLSTM2D: convLstm2d,
  Cropping1D: cropping1d,
  CosineDistance: cosineDistance,
  Dense: dense,
  DepthwiseConv1D: depthwiseConv1d,
  Dot: dot,
  Dropout: dropout,
  ELU: elu,
  Embedding: embedding,
  EuclideanDistance: euclideanDistance,
  Flatten: flatten,
  GRU: gru,
  GaussianDropout: gaussianDropout,
  GaussianNoise: gaussianNoise,
  GlobalAveragePooling1D: globalAveragePooling1d,
  GlobalAveragePooling2D: globalAveragePooling2d,
  GlobalMaxPooling1D: globalMaxPooling1d,
  GlobalMaxPooling2D: globalMaxPooling2d,
  LSTM: lstm,
  LayerNormalization: layerNormalization,
  LeakyReLU: leakyRelu,
  ManhattanDistance: manhattanDistance,
  Masking: masking,
  MaxPooling1D: maxPooling1d,
  MaxPooling2D: maxPooling2d,
  Maximum: maximum,
  Minimum: minimum,
  MultiHeadAttention: multiHeadAttention,
  Multiply: multiply,
  PReLU: prelu,
  Permute: permute,
  ReLU: relu,
  RepeatVector: repeatVector,
  Reshape: reshape,
  SeparableConv1D: separableConv1d,
  SimpleRNN: simpleRnn,
  Softmax: softmax,
  SpatialDropout1D: spatialDropout1d,
  Subtract: subtract,
  TimeDistributed: timeDistributed,
  UpSampling1D: upSampling1d,
  UpSampling2D: upSampling2d,
  ZeroPadding1D: zeroPadding1d,
};
