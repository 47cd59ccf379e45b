import { globalPoolingParams, inferGlobalPooling } from './global-pooling.ts';
import { defineLayer } from './layer-type.ts';

/** The largest value over all steps. It does not see a mask: padding counts. */
export const globalMaxPooling1d = defineLayer({
  id: 'globalMaxPooling1d',
  version: 1,
  category: 'pooling',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: globalPoolingParams,
  inferShape: (inputs, params) => inferGlobalPooling('GlobalMaxPooling1D', inputs, params),
  mask: 'stops',
  keras: { class: 'GlobalMaxPooling1D', fixed: { data_format: 'channels_last' } },
});
