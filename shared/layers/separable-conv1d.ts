import { inferConvolution } from './convolution.ts';
import { depthMultiplier, depthwiseKernel, depthwiseWindow, mixFilters } from './depthwise.ts';
import { defineLayer } from './layer-type.ts';
import { constraintParam, initializerParam, regularizerParam } from './params.ts';
import { at, lastSize } from './shape-checks.ts';

/**
 * Filters that look along time in each feature alone, then mix the features (Chollet 2017): fewer weights than Conv1D.
 * (batch, time, features) → (batch, positions, filters).
 */
export const separableConv1d = defineLayer({
  id: 'separableConv1d',
  version: 1,
  category: 'convolution',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    filters: mixFilters,
    ...depthwiseWindow,
    depthMultiplier: { ...depthMultiplier, advanced: true },
    ...depthwiseKernel,
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
