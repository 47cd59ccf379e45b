import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { at, tooSmall, wrongRank } from './shape-checks.ts';

/** Without the first and last steps: (batch, time, features) → (batch, time - first - last, features). */
export const cropping1d = defineLayer({
  id: 'cropping1d',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { cropping: { kind: 'ints', default: [1, 1], length: 2, min: 0, max: 10_000 } },
  inferShape(inputs, { cropping: [first = 0, last = 0] }) {
    const x = at(inputs, 'x');
    const [batch, time, features] = x;
    if (x.length !== 3 || !batch || !time || !features) return wrongRank('Cropping1D', '(batch, time, features)', x);
    if (time.size !== null && time.size <= first + last) return tooSmall('Cropping1D', first + last + 1, time.size, x);
    return ok({ y: [batch, axis(time.name, time.size === null ? null : time.size - first - last), features] });
  },
  mask: 'stops',
  keras: { class: 'Cropping1D' },
});
