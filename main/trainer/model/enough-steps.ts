/** Sequences of any length may turn out too short for the windows they meet; only the call of a layer sees that. */
import { StudioError } from '../../../shared/problem.ts';
import type { LayerBody, Shape } from './layer.ts';

/**
 * The layer, which throws `shape/too-small` where it is called with a sequence of which windows or a crop would leave
 * nothing. TensorFlow would speak of negative sizes, and Keras gives an empty crop whose mean is not a number.
 * `drawn`: the shapes it was built for, null for the batch and for what differs.
 */
export function withEnoughSteps(body: LayerBody, name: string, drawn: readonly Shape[]): LayerBody {
  const axis = drawn.length === 1 ? (drawn[0]?.indexOf(null, 1) ?? -1) : -1;
  if (axis < 0) return body;
  const isEnough = (shape: Shape): boolean =>
    body.outputShapes([shape]).every((output) => output.every((size, at) => at === 0 || size === null || size > 0));
  return {
    ...body,
    call(input, context) {
      const shape = input.inputs[0]?.shape ?? [];
      const size = shape[axis] ?? 0;
      if (size > 0 && !isEnough(shape)) {
        let needed = size + 1;
        while (needed < mostNeeded && !isEnough(shape.with(axis, needed))) needed += 1;
        throw new StudioError('shape/too-small', { layer: name, needed, size, received: `(${shape.join(', ')})` });
      }
      return body.call(input, context);
    },
  };
}

/** Where the search for a length that is enough ends: no window is longer. */
const mostNeeded = 100_000;
