import { inferConvolution } from './convolution.ts';
import { depthMultiplier, depthwiseKernel, depthwiseWindow } from './depthwise.ts';
import { defineLayer } from './layer-type.ts';
import { at, lastSize } from './shape-checks.ts';

/** Filters that look along time in each feature alone: (batch, time, features) → (batch, positions, features · multiplier). */
export const depthwiseConv1d = defineLayer({
  id: 'depthwiseConv1d',
  version: 1,
  category: 'convolution',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    ...depthwiseWindow,
    depthMultiplier,
    ...depthwiseKernel,
  },
  inferShape: (inputs, params) =>
    inferConvolution('DepthwiseConv1D', '(batch, time, features)', 1, inputs, {
      ...params,
      groups: 1,
      filters: lastSize(at(inputs, 'x')) * params.depthMultiplier,
    }),
  mask: 'stops',
  keras: { class: 'DepthwiseConv1D', fixed: { data_format: 'channels_last' } },
  countParams(inputs, { kernelSize: [size = 1], depthMultiplier, useBias }) {
    const channels = lastSize(at(inputs, 'x')) * depthMultiplier;
    return { trainable: channels * size + (useBias ? channels : 0), other: 0 };
  },
});
