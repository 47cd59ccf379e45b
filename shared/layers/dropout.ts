import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { seedParam } from './params.ts';
import { at } from './shape-checks.ts';

/** While training, sets a random share of the values to zero and scales the others up; does nothing in prediction. */
export const dropout = defineLayer({
  id: 'dropout',
  version: 1,
  category: 'regularization',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { rate: { kind: 'float', default: 0.5, min: 0, max: 1, step: 0.05 }, seed: seedParam },
  inferShape: (inputs) => ok({ y: at(inputs, 'x') }),
  mask: 'passes',
  keras: { class: 'Dropout', fixed: { noise_shape: null } },
});
