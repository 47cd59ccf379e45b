import { axis, shapeText } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer, type LayerType } from './layer-type.ts';
import { enough, mergePorts } from './merge.ts';
import { lastAxis, mismatch, wrongRank } from './shape-checks.ts';

/**
 * How far two inputs are from each other along their last axis: twice (batch, …, features) → (batch, …, 1). Not in Keras:
 * a class of the studio's own, whose Python file travels in the export.
 */
const distance = (id: string, className: string): LayerType =>
  defineLayer({
    id,
    version: 1,
    category: 'merge',
    ...mergePorts,
    params: {},
    inferShape(inputs) {
      const shapes = enough(className, inputs.x ?? [], 2);
      if (!shapes.ok) return shapes;
      const [first = [], second = []] = shapes.value;
      if (first.length < 2) return wrongRank(className, '(batch, features)', first);
      const differs = first.some(({ size }, place) => {
        const other = second[place]?.size;
        return place > 0 && size !== null && other !== null && other !== size;
      });
      if (first.length !== second.length || differs) return mismatch(className, shapeText(first), shapeText(second));
      return ok({ y: [...first.slice(0, -1), axis(lastAxis(first).name, 1)] });
    },
    mask: 'stops',
    // Keras writes these two for every class that is not its own.
    keras: { class: className, package: 'weft', fixed: { activity_regularizer: null, autocast: true } },
  });

/** The length of the straight line between them (L2). */
export const euclideanDistance = distance('euclideanDistance', 'EuclideanDistance');
/** The sum of the absolute differences (L1). */
export const manhattanDistance = distance('manhattanDistance', 'ManhattanDistance');
/** 1 − the cosine of the angle between them. */
export const cosineDistance = distance('cosineDistance', 'CosineDistance');
