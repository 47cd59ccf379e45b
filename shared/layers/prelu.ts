import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { constraintParam, initializerParam, regularizerParam, trainableParam } from './params.ts';
import { at, unknownAxis, wrongRank } from './shape-checks.ts';

/** relu whose slope for negative values is learned, one for each place of a sample (He et al. 2015). */
export const prelu = defineLayer({
  id: 'prelu',
  version: 1,
  category: 'core',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    /** Axes, counted from 1, along which one slope serves all; empty: none. */
    sharedAxes: { kind: 'shape', default: [] },
    alphaInitializer: initializerParam('zeros'),
    alphaRegularizer: regularizerParam,
    alphaConstraint: constraintParam,
    trainable: trainableParam,
  },
  inferShape(inputs, { sharedAxes }) {
    const x = at(inputs, 'x');
    if (x.length < 2) return wrongRank('PReLU', '(batch, …, features)', x);
    const wrong = sharedAxes.find((place) => place === null || place >= x.length);
    if (wrong !== undefined) {
      const details = {
        layer: 'PReLU',
        param: 'sharedAxes',
        expected: `1 … ${x.length - 1}`,
        received: sharedAxes.map((place) => place ?? '?').join(', '),
      };
      return failed(problem('param/invalid', details, { param: 'sharedAxes' }));
    }
    const open = x.findIndex((entry, index) => index > 0 && entry.size === null && !sharedAxes.includes(index));
    return open === -1 ? ok({ y: x }) : unknownAxis('PReLU', open, x);
  },
  mask: 'passes',
  keras: {
    class: 'PReLU',
    toConfig: ({ sharedAxes }) => ({ shared_axes: sharedAxes.length === 0 ? null : sharedAxes }),
    fromConfig({ shared_axes: axes }): Record<string, number[]> | undefined {
      if (axes === null || axes === undefined) return { sharedAxes: [] };
      const list: unknown[] = Array.isArray(axes) ? axes : [axes];
      return list.every((place) => typeof place === 'number') ? { sharedAxes: list } : undefined;
    },
  },
  countParams(inputs, { sharedAxes }) {
    const sizes = at(inputs, 'x').map((entry, index) => (index === 0 || sharedAxes.includes(index) ? 1 : entry.size));
    return { trainable: sizes.reduce<number>((product, size) => product * (size ?? 0), 1), other: 0 };
  },
});
