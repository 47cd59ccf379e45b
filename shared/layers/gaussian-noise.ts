import { sameShape } from './disturbance.ts';
import { defineLayer } from './layer-type.ts';
import { seedParam } from './params.ts';

/** While training, adds normally distributed noise of mean 0; does nothing in prediction. */
export const gaussianNoise = defineLayer({
  id: 'gaussianNoise',
  version: 1,
  category: 'regularization',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { stddev: { kind: 'float', default: 0.1, min: 0, step: 0.05 }, seed: seedParam },
  inferShape: sameShape,
  mask: 'passes',
  keras: { class: 'GaussianNoise' },
});
