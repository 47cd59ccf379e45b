import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

/** Steps whose every feature equals `maskValue` are skipped by the layers that follow. */
export const masking = defineLayer({
  id: 'masking',
  version: 1,
  category: 'sequence',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { maskValue: { kind: 'float', default: 0 } },
  inferShape(inputs) {
    const x = at(inputs, 'x');
    return x.length < 3 ? wrongRank('Masking', '(batch, time, features)', x) : ok({ y: x });
  },
  mask: 'makes',
  keras: { class: 'Masking' },
});
