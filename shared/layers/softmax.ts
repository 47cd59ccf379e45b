import { shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { axisIndex } from './normalization.ts';
import { at } from './shape-checks.ts';

/** Shares of one along an axis. Keras lays a mask over the last axes, where a mask of steps does not fit. */
export const softmax = defineLayer({
  id: 'softmax',
  version: 1,
  category: 'core',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { axis: { kind: 'int', default: -1, min: -6, max: 6 } },
  inferShape(inputs, { axis }) {
    const x = at(inputs, 'x');
    const index = axisIndex(axis, x);
    if (index > 0 && index < x.length) return ok({ y: x });
    const details = {
      layer: 'Softmax',
      param: 'axis',
      expected: `1 … ${x.length - 1}`,
      received: `${axis} ${shapeText(x)}`,
    };
    return failed(problem('param/invalid', details, { param: 'axis' }));
  },
  mask: ([masked]) => (masked ? 'refuses' : 'passes'),
  keras: { class: 'Softmax' },
});
