/** What the layers share that disturb values while training and do nothing in prediction. */
import { ok, type Result } from '../result.ts';
import type { Shape } from '../graph/shape.ts';
import type { InputShapes } from './layer-type.ts';
import { seedParam } from './params.ts';
import { at } from './shape-checks.ts';

/** Share of values that is disturbed, and Keras' own seed of the layer. */
export const disturbanceParams = {
  rate: { kind: 'float', default: 0.5, min: 0, max: 1, step: 0.05 },
  seed: seedParam,
} as const;

export const sameShape = (inputs: InputShapes): Result<{ readonly y: Shape }> => ok({ y: at(inputs, 'x') });
