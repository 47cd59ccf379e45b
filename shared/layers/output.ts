import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';

/** Marks an output of the model (or of a block). Outputs meet the recipe's targets in the order of their nodes. Not a Keras layer. */
export const output = defineLayer({
  id: 'output',
  version: 1,
  category: 'io',
  inputs: [{ name: 'x' }],
  outputs: [],
  params: { name: { kind: 'text', default: '', advanced: true } },
  inferShape: () => ok({}),
  mask: 'passes',
  keras: null,
});
