/** What BatchNormalization and LayerNormalization share. */
import type { Shape } from '../graph/shape.ts';
import { shapeText } from '../graph/shape.ts';
import { problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import type { InputShapes } from './layer-type.ts';
import { constraintParam, flag, initializerParam, regularizerParam, trainableParam } from './params.ts';
import { at, unknownAxis } from './shape-checks.ts';
import { unfitPart } from './weight-parts.ts';

export const normalizationParams = {
  epsilon: { kind: 'float', default: 0.001, min: 0, step: 0.0001 },
  center: flag(true),
  scale: flag(true),
  axis: { kind: 'int', default: -1, min: -6, max: 6, advanced: true },
  betaInitializer: initializerParam('zeros'),
  gammaInitializer: initializerParam('ones'),
  betaRegularizer: regularizerParam,
  gammaRegularizer: regularizerParam,
  betaConstraint: constraintParam,
  gammaConstraint: constraintParam,
  trainable: trainableParam,
} as const;

/** Place of a Keras axis in a shape; negative ones count from the end. */
export const axisIndex = (axis: number, shape: Shape): number => (axis < 0 ? shape.length + axis : axis);

/** The shape as it is, if the normalised axis exists, is not the batch and has a known size. */
export function inferNormalization(
  layer: string,
  inputs: InputShapes,
  params: { readonly axis: number },
): Result<{ readonly y: Shape }> {
  const { axis } = params;
  const x = at(inputs, 'x');
  const index = axisIndex(axis, x);
  const chosen = index > 0 ? x[index] : undefined;
  if (!chosen)
    return failed(
      problem(
        'param/invalid',
        { layer, param: 'axis', expected: `1 … ${x.length - 1}`, received: `${axis} ${shapeText(x)}` },
        { param: 'axis' },
      ),
    );
  if (chosen.size === null) return unknownAxis(layer, index, x);
  return unfitPart(layer, { ...params }, 1) ?? ok({ y: x });
}

/** Size of the normalised axis. */
export const normalizedSize = (inputs: InputShapes, axis: number): number => {
  const x = at(inputs, 'x');
  return x[axisIndex(axis, x)]?.size ?? 0;
};
