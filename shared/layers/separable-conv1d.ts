import { convolutionParams, inferConvolution } from './convolution.ts';
import { defineLayer } from './layer-type.ts';
import { constraintParam, initializerParam, regularizerParam } from './params.ts';
import { at, lastSize } from './shape-checks.ts';

const {
  kernelInitializer: _initializer,
  kernelRegularizer: _regularizer,
  kernelConstraint: _constraint,
  groups: _groups,
  ...shared
} = convolutionParams(1, ['valid', 'same']);

/**
 * Filters that look along time in each feature alone, then mix the features (Chollet 2017): fewer weights than Conv1D.
 * Keras 3 has no causal padding here.
 * (batch, time, features) → (batch, positions, filters).
 */
export const separableConv1d = defineLayer({
  id: 'separableConv1d',
  version: 1,
  category: 'convolution',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    ...shared,
    depthMultiplier: { kind: 'int', default: 1, min: 1, max: 1000, advanced: true },
    depthwiseInitializer: initializerParam('glorotUniform'),
    depthwiseRegularizer: regularizerParam,
    depthwiseConstraint: constraintParam,
    pointwiseInitializer: initializerParam('glorotUniform'),
    pointwiseRegularizer: regularizerParam,
    pointwiseConstraint: constraintParam,
  },
  inferShape: (inputs, params) =>
    inferConvolution('SeparableConv1D', '(batch, time, features)', 1, inputs, { ...params, groups: 1 }),
  mask: 'stops',
  keras: { class: 'SeparableConv1D', fixed: { data_format: 'channels_last' } },
  countParams(inputs, { filters, kernelSize: [size = 1], depthMultiplier, useBias }) {
    const channels = lastSize(at(inputs, 'x')) * depthMultiplier;
    return { trainable: channels * size + channels * filters + (useBias ? filters : 0), other: 0 };
  },
});
