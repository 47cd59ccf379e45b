import { globalPoolingParams, inferGlobalPooling2d } from './global-pooling.ts';
import { defineLayer } from './layer-type.ts';

/** The largest value of each channel over the whole image. */
export const globalMaxPooling2d = defineLayer({
  id: 'globalMaxPooling2d',
  version: 1,
  category: 'pooling',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: globalPoolingParams,
  inferShape: (inputs, params) => inferGlobalPooling2d('GlobalMaxPooling2D', inputs, params),
  mask: 'stops',
  keras: { class: 'GlobalMaxPooling2D', fixed: { data_format: 'channels_last' } },
});
