import { axis, elementCount } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { at } from './shape-checks.ts';

/** All values of a sample in one row: (batch, …) → (batch, product). */
export const flatten = defineLayer({
  id: 'flatten',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {},
  inferShape(inputs) {
    const x = at(inputs, 'x');
    return ok({ y: [...x.slice(0, 1), axis('features', elementCount(x))] });
  },
  mask: 'stops',
  keras: { class: 'Flatten', fixed: { data_format: 'channels_last' } },
});
