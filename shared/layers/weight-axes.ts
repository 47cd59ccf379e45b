/**
 * How many axes the weights have that a parameter fills, penalises or constrains. Keras' Identity and
 * OrthogonalRegularizer want exactly two, Orthogonal at least two, and raise an error where a layer has others.
 */
import type { Shape } from '../graph/shape.ts';
import { type Problem, problem } from '../problem.ts';
import { initializers } from './initializers.ts';
import { readObject } from './keras-objects.ts';
import type { InputShapes, LayerType, OutputShapes } from './layer-type.ts';
import type { ParamValues } from './param-values.ts';
import { regularizers } from './regularizers.ts';

const kernels: Readonly<Record<string, number>> = {
  conv1d: 3,
  conv2d: 4,
  convLstm2d: 4,
  depthwiseConv1d: 3,
  multiHeadAttention: 3,
  separableConv1d: 3,
};

/** Axes of the weight that `param` (such as `kernelInitializer`) is about; kernels have two unless listed. */
function axesOf(type: LayerType, param: string, params: ParamValues, input: Shape, output: Shape): number {
  if (param.startsWith('activity')) return output.length;
  if (param.startsWith('alpha')) return input.length - 1;
  if (/^(?:bias|beta|gamma|moving)/.test(param)) return type.id === 'gru' && params.resetAfter === true ? 2 : 1;
  return kernels[type.id] ?? 2;
}

/** The first parameter whose object Keras would refuse for a weight with so many axes. */
export function weightAxesProblem(
  type: LayerType,
  params: ParamValues,
  inputs: InputShapes,
  outputs: OutputShapes,
): Problem | undefined {
  for (const [param, spec] of Object.entries(type.params)) {
    if (spec.kind !== 'initializer' && spec.kind !== 'regularizer') continue;
    const value = params[param] ?? null;
    const id =
      value === null
        ? undefined
        : readObject(spec.kind === 'initializer' ? initializers : regularizers, value)?.type.id;
    if (id !== 'identity' && id !== 'orthogonal' && id !== 'orthogonalRegularizer') continue;
    const [input = []] = inputs[type.inputs[0]?.name ?? ''] ?? [];
    const axes = axesOf(type, param, params, input, outputs[type.outputs[0]?.name ?? ''] ?? []);
    if (id === 'orthogonal' ? axes >= 2 : axes === 2) continue;
    const refused =
      spec.kind === 'regularizer' ? ['orthogonalRegularizer'] : axes > 2 ? ['identity'] : ['identity', 'orthogonal'];
    const known = Object.keys(spec.kind === 'initializer' ? initializers : regularizers);
    const expected = [
      ...(spec.kind === 'regularizer' ? ['null'] : []),
      ...known.filter((one) => !refused.includes(one)),
    ];
    return problem('param/invalid', { param, expected: expected.join(' | '), received: id }, { param });
  }
  return undefined;
}
