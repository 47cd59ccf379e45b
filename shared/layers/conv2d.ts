import { convolutionParams, countConvolution, inferConvolution } from './convolution.ts';
import { defineLayer } from './layer-type.ts';

/** Filters that slide over an image: (batch, height, width, channels) → (batch, rows, columns, filters). */
export const conv2d = defineLayer({
  id: 'conv2d',
  version: 1,
  category: 'convolution',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: convolutionParams(2, ['valid', 'same']),
  inferShape: (inputs, params) => inferConvolution('Conv2D', '(batch, height, width, channels)', 2, inputs, params),
  mask: 'stops',
  keras: { class: 'Conv2D', fixed: { data_format: 'channels_last' } },
  countParams: countConvolution,
});
