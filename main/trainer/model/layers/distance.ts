/** Distances along the last axis of two inputs, [batch, …, 1]. The studio's own; Python in export/weft-objects.ts. */
import { StudioError } from '../../../../shared/problem.ts';
import { absolute } from '../gradients.ts';
import type { LayerFactory, Tensor, Tf } from '../layer.ts';
import { unitLength } from '../unit-length.ts';

/** A square below this has no slope: the root's would be infinite where both inputs are equal. */
const smallestSquare = 1e-7;

/** Sum of squared differences under the root. */
export const euclideanDistance = distance((tf, a, b) =>
  tf.sqrt(tf.maximum(tf.sum(tf.squaredDifference(a, b), -1, true), smallestSquare)),
);

/** Sum of absolute differences (L1). */
export const manhattanDistance = distance((tf, a, b) => tf.sum(absolute(tf, tf.sub(a, b)), -1, true));

/** 1 − cosine of the angle: 0 for the same direction, 2 for opposite ones. A vector of zeros is at distance 1. */
export const cosineDistance = distance((tf, a, b) =>
  tf.sub(1, tf.sum(tf.mul(unitLength(tf, a), unitLength(tf, b)), -1, true)),
);

function distance(compute: (tf: Tf, a: Tensor, b: Tensor) => Tensor): LayerFactory {
  return ({ tf, name }) => ({
    outputShapes: ([first = []]) => [[...first.slice(0, -1), 1]],
    call({ inputs }) {
      const [a, b] = inputs;
      if (a === undefined || b === undefined || inputs.length !== 2)
        throw new StudioError('wire/too-many', { layer: name, expected: '2 inputs', received: inputs.length });
      return { outputs: [compute(tf, a, b)], masks: [null] };
    },
  });
}
