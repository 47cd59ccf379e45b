import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

/** Steps of zeros before and behind: (batch, time, features) → (batch, before + time + behind, features). */
export const zeroPadding1d = defineLayer({
  id: 'zeroPadding1d',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { padding: { kind: 'ints', default: [1, 1], length: 2, min: 0, max: 10_000 } },
  inferShape(inputs, { padding: [before = 0, behind = 0] }) {
    const x = at(inputs, 'x');
    const [batch, time, features] = x;
    if (x.length !== 3 || !batch || !time || !features) return wrongRank('ZeroPadding1D', '(batch, time, features)', x);
    return ok({ y: [batch, axis(time.name, time.size === null ? null : before + time.size + behind), features] });
  },
  mask: 'stops',
  keras: { class: 'ZeroPadding1D', fixed: { data_format: 'channels_last' } },
});
