import { axis, type Shape, shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { enough, mergePorts } from './merge.ts';
import { axisIndex } from './normalization.ts';
import { flag } from './params.ts';
import { mismatch } from './shape-checks.ts';

/**
 * Products of two inputs summed over one axis of each, sample by sample: (batch, a, n) and (batch, b, n) →
 * (batch, a, b); two vectors → (batch, 1). With `normalize` it is the cosine of the angle between them.
 */
export const dot = defineLayer({
  id: 'dot',
  version: 1,
  category: 'merge',
  ...mergePorts,
  params: { axes: { kind: 'ints', default: [-1, -1], length: 2, min: -6, max: 6 }, normalize: flag(false) },
  inferShape(inputs, { axes }) {
    const shapes = enough('Dot', inputs.x ?? [], 2);
    if (!shapes.ok) return shapes;
    const [first = [], second = []] = shapes.value;
    const [place, otherPlace] = [axisIndex(axes[0] ?? -1, first), axisIndex(axes[1] ?? -1, second)];
    const [one, other] = [first[place], second[otherPlace]];
    if (!one || !other || place < 1 || otherPlace < 1) {
      const largest = `1 … ${Math.min(first.length, second.length) - 1}`;
      const received = `${axes.join(', ')} ${shapeText(first)} ${shapeText(second)}`;
      return failed(
        problem('param/invalid', { layer: 'Dot', param: 'axes', expected: largest, received }, { param: 'axes' }),
      );
    }
    if (one.size !== null && other.size !== null && one.size !== other.size)
      return mismatch('Dot', shapeText(first), shapeText(second));
    const rest: Shape = [
      ...first.filter((_, index) => index > 0 && index !== place),
      ...second.filter((_, index) => index > 0 && index !== otherPlace),
    ];
    return ok({ y: [...first.slice(0, 1), ...(rest.length === 0 ? [axis('features', 1)] : rest)] });
  },
  mask: 'stops',
  keras: {
    class: 'Dot',
    // One number for both, as Keras writes it when it was given so.
    toConfig: ({ axes: [first, second] }) => (first === second ? { axes: first } : {}),
  },
});
