import { globalPoolingParams, inferGlobalPooling2d } from './global-pooling.ts';
import { defineLayer } from './layer-type.ts';

/** The mean of each channel over the whole image. */
export const globalAveragePooling2d = defineLayer({
  id: 'globalAveragePooling2d',
  version: 1,
  category: 'pooling',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: globalPoolingParams,
  inferShape: (inputs, params) => inferGlobalPooling2d('GlobalAveragePooling2D', inputs, params),
  mask: 'stops',
  keras: { class: 'GlobalAveragePooling2D', fixed: { data_format: 'channels_last' } },
});
