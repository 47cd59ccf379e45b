import { disturbanceParams, sameShape } from './disturbance.ts';
import { defineLayer } from './layer-type.ts';

/** Dropout for SELU networks: keeps mean and variance of its input (Klambauer et al. 2017). */
export const alphaDropout = defineLayer({
  id: 'alphaDropout',
  version: 1,
  category: 'regularization',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { ...disturbanceParams, rate: { ...disturbanceParams.rate, max: 0.99 } },
  inferShape: sameShape,
  mask: 'passes',
  keras: { class: 'AlphaDropout', fixed: { noise_shape: null } },
});
