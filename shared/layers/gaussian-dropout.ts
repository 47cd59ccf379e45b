import { disturbanceParams, sameShape } from './disturbance.ts';
import { defineLayer } from './layer-type.ts';

/** While training, multiplies by noise of mean 1 and variance rate / (1 - rate) (Srivastava et al. 2014). */
export const gaussianDropout = defineLayer({
  id: 'gaussianDropout',
  version: 1,
  category: 'regularization',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { ...disturbanceParams, rate: { ...disturbanceParams.rate, max: 0.99 } },
  inferShape: sameShape,
  mask: 'passes',
  keras: { class: 'GaussianDropout' },
});
