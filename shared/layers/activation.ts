import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { activationParam } from './params.ts';
import { at } from './shape-checks.ts';

/** An activation function as a layer of its own. */
export const activation = defineLayer({
  id: 'activation',
  version: 1,
  category: 'core',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { activation: activationParam('relu') },
  inferShape: (inputs) => ok({ y: at(inputs, 'x') }),
  mask: 'passes',
  keras: { class: 'Activation' },
});
