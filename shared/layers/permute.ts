import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { axis } from '../graph/shape.ts';
import { defineLayer } from './layer-type.ts';
import { at, axisNames } from './shape-checks.ts';

/** The axes of each sample in another order: `dims` [2, 1] swaps time and features. Axes are counted from 1. */
export const permute = defineLayer({
  id: 'permute',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { dims: { kind: 'shape', default: [2, 1] } },
  inferShape(inputs, { dims }) {
    const x = at(inputs, 'x');
    const wanted = Array.from({ length: x.length - 1 }, (_, index) => index + 1);
    const sorted = dims.map((place) => place ?? 0).sort((a, b) => a - b);
    if (sorted.join() !== wanted.join()) {
      const details = {
        layer: 'Permute',
        param: 'dims',
        expected: wanted.toReversed().join(', '),
        received: dims.map((place) => place ?? '?').join(', '),
      };
      return failed(problem('param/invalid', details, { param: 'dims' }));
    }
    const names = axisNames(dims.length);
    return ok({
      y: [...x.slice(0, 1), ...dims.map((place, index) => axis(names[index] ?? 'axis', x[place ?? 0]?.size ?? null))],
    });
  },
  mask: 'stops',
  keras: { class: 'Permute' },
});
