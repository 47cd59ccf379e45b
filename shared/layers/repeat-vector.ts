import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

/** (batch, features) → (batch, n, features): the same vector at each of n steps. */
export const repeatVector = defineLayer({
  id: 'repeatVector',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { n: { kind: 'int', default: 10, min: 1, max: 10_000, unit: 'steps' } },
  inferShape(inputs, { n }) {
    const x = at(inputs, 'x');
    const [batch, features] = x;
    if (x.length !== 2 || !batch || !features) return wrongRank('RepeatVector', '(batch, features)', x);
    return ok({ y: [batch, axis('time', n), features] });
  },
  mask: 'stops',
  keras: { class: 'RepeatVector' },
});
