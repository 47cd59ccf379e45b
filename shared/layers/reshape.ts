import { axis, elementCount, shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { at, axisNames, mismatch } from './shape-checks.ts';

/** The same values in another shape, the batch left out; one size may be open and takes what is left (Keras' -1). */
export const reshape = defineLayer({
  id: 'reshape',
  version: 1,
  category: 'shape',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: { targetShape: { kind: 'shape', default: [null, 1] } },
  inferShape(inputs, { targetShape }) {
    const x = at(inputs, 'x');
    const count = elementCount(x);
    const known = targetShape.reduce<number>((product, size) => product * (size ?? 1), 1);
    const open = targetShape.filter((size) => size === null).length;
    const target = `(${targetShape.map((size) => size ?? '…').join(', ')})`;
    if (open > 1)
      return failed(
        problem(
          'param/invalid',
          { layer: 'Reshape', param: 'targetShape', expected: '(…, n)', received: target },
          { param: 'targetShape' },
        ),
      );
    if (count !== null && open === 0 && count !== known)
      return mismatch('Reshape', `${target} = ${known}`, `${shapeText(x)} = ${count}`);
    if (count !== null && open === 1 && count % known !== 0)
      return failed(
        problem('shape/not-divisible', { layer: 'Reshape', size: count, by: known }, { param: 'targetShape' }),
      );
    const names = axisNames(targetShape.length);
    const rest = count === null ? null : count / known;
    return ok({
      y: [...x.slice(0, 1), ...targetShape.map((size, index) => axis(names[index] ?? 'axis', size ?? rest))],
    });
  },
  mask: 'stops',
  keras: {
    class: 'Reshape',
    toConfig: ({ targetShape }) => ({ target_shape: targetShape.map((size) => size ?? -1) }),
    fromConfig: ({ target_shape: target }) =>
      Array.isArray(target)
        ? { targetShape: target.map((size: unknown) => (typeof size === 'number' && size > 0 ? size : null)) }
        : undefined,
  },
});
