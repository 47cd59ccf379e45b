import { convolutionParams, countConvolution, inferConvolution } from './convolution.ts';
import { defineLayer } from './layer-type.ts';

/** Filters that slide along time: (batch, time, features) → (batch, positions, filters). `causal` never looks ahead. */
export const conv1d = defineLayer({
  id: 'conv1d',
  version: 1,
  category: 'convolution',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: convolutionParams(1, ['valid', 'same', 'causal']),
  inferShape: (inputs, params) => inferConvolution('Conv1D', '(batch, time, features)', 1, inputs, params),
  mask: 'stops',
  keras: { class: 'Conv1D', fixed: { data_format: 'channels_last' } },
  countParams: countConvolution,
});
