import { axis, shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { enough, mergePorts } from './merge.ts';
import { axisIndex } from './normalization.ts';
import { mismatch } from './shape-checks.ts';

/** Puts its inputs side by side along one axis; all other sizes must agree. */
export const concatenate = defineLayer({
  id: 'concatenate',
  version: 1,
  category: 'merge',
  ...mergePorts,
  params: { axis: { kind: 'int', default: -1, min: -6, max: 6 } },
  inferShape(inputs, { axis: along }) {
    const shapes = enough('Concatenate', inputs.x ?? []);
    if (!shapes.ok) return shapes;
    const [first = [], ...others] = shapes.value;
    const index = axisIndex(along, first);
    const chosen = index > 0 ? first[index] : undefined;
    if (!chosen) {
      return failed(
        problem(
          'param/invalid',
          {
            layer: 'Concatenate',
            param: 'axis',
            expected: `1 … ${first.length - 1}`,
            received: `${along} ${shapeText(first)}`,
          },
          { param: 'axis' },
        ),
      );
    }
    let size = chosen.size;
    for (const other of others) {
      const agrees =
        other.length === first.length &&
        other.every(
          (entry, place) =>
            place === index ||
            place === 0 ||
            entry.size === null ||
            first[place]?.size === null ||
            entry.size === first[place]?.size,
        );
      if (!agrees) return mismatch('Concatenate', shapeText(first), shapeText(other));
      const more = other[index]?.size ?? null;
      size = size === null || more === null ? null : size + more;
    }
    return ok({ y: first.map((entry, place) => (place === index ? axis(entry.name, size) : entry)) });
  },
  // Inputs without a mask count as fully valid.
  mask: (inputMasked) => (inputMasked.some(Boolean) ? 'makes' : 'passes'),
  keras: { class: 'Concatenate' },
});
