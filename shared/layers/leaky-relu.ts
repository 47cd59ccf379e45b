import { sameShape } from './disturbance.ts';
import { defineLayer } from './layer-type.ts';

/** relu with a small slope for negative values (Maas et al. 2013). */
export const leakyRelu = defineLayer({
  id: 'leakyRelu',
  version: 1,
  category: 'core',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { negativeSlope: { kind: 'float', default: 0.3, min: 0, step: 0.05 } },
  inferShape: sameShape,
  mask: 'passes',
  keras: { class: 'LeakyReLU' },
});
