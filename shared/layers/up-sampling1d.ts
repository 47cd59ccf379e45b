import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

/** Every step `size` times: (batch, time, features) → (batch, time · size, features). */
export const upSampling1d = defineLayer({
  id: 'upSampling1d',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { size: { kind: 'int', default: 2, min: 1, max: 10_000 } },
  inferShape(inputs, { size }) {
    const x = at(inputs, 'x');
    const [batch, time, features] = x;
    if (x.length !== 3 || !batch || !time || !features) return wrongRank('UpSampling1D', '(batch, time, features)', x);
    return ok({ y: [batch, axis(time.name, time.size === null ? null : time.size * size), features] });
  },
  mask: 'stops',
  keras: { class: 'UpSampling1D' },
});
