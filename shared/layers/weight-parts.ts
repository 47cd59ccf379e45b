/** Which initializers and penalties a weight can have: some are for matrices only, and Keras fails on others. */
import type { ParamValue } from '../graph/graph-doc.ts';
import { type Problem, problem } from '../problem.ts';
import { failed, type Result } from '../result.ts';
import { initializers } from './initializers.ts';
import { regularizers } from './regularizers.ts';

const vectors = /^(?:bias|beta|gamma|movingMean|movingVariance)/;

const idOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'id' in value ? value.id : value;

/** Whether a part of this kind can stand at a weight with that many axes, as Keras has it. */
function fits(id: unknown, rank: number): boolean {
  if (id === 'identity' || id === 'orthogonalRegularizer') return rank === 2;
  return id !== 'orthogonal' || rank >= 2;
}

/**
 * The first parameter whose initializer or penalty needs a weight with another number of axes, as `param/invalid`;
 * undefined where all fit. `kernelRank`: axes of the layer's kernels; biases and scales have one.
 */
export function unfitPart(
  layer: string,
  params: Readonly<Record<string, unknown>>,
  kernelRank: number,
): Result<never, Problem> | undefined {
  for (const [param, value] of Object.entries(params)) {
    const isInitializer = param.endsWith('Initializer');
    if ((!isInitializer && !param.endsWith('Regularizer')) || param === 'activityRegularizer' || value === null)
      continue;
    const rank = vectors.test(param) ? 1 : kernelRank;
    if (fits(idOf(value), rank)) continue;
    const known: readonly string[] = Object.keys(isInitializer ? initializers : regularizers);
    const details = {
      layer,
      param,
      expected: known.filter((id) => fits(id, rank)).join(' | '),
      received: String(idOf(value)) satisfies ParamValue,
    };
    return failed(problem('param/invalid', details, { param }));
  }
  return undefined;
}
