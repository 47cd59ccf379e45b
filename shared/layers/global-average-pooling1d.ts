import { globalPoolingParams, inferGlobalPooling } from './global-pooling.ts';
import { defineLayer } from './layer-type.ts';

/** The mean over all steps; masked steps do not count. */
export const globalAveragePooling1d = defineLayer({
  id: 'globalAveragePooling1d',
  version: 1,
  category: 'pooling',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: globalPoolingParams,
  inferShape: (inputs, params) => inferGlobalPooling('GlobalAveragePooling1D', inputs, params),
  mask: 'uses',
  keras: { class: 'GlobalAveragePooling1D', fixed: { data_format: 'channels_last' } },
});
