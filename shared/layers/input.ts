import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { axisNames } from './shape-checks.ts';

/**
 * An input of the model, or of a block when it stands inside a definition. `name` chooses the recipe's input (empty: by
 * order); its shape follows from the recipe, or is fixed by hand. Stateful layers need a fixed `batchSize`.
 */
export const input = defineLayer({
  id: 'input',
  version: 1,
  category: 'io',
  inputs: [],
  outputs: [{ name: 'y' }],
  params: {
    from: { kind: 'choice', default: 'data', options: ['data', 'fixed'] },
    shape: { kind: 'shape', default: [10, 1], visibleIf: { param: 'from', is: ['fixed'] } },
    dtype: {
      kind: 'choice',
      default: 'float32',
      options: ['float32', 'int32'],
      visibleIf: { param: 'from', is: ['fixed'] },
    },
    name: { kind: 'text', default: '', advanced: true },
    batchSize: { kind: 'optionalInt', default: null, min: 1, max: 1_000_000, advanced: true },
  },
  inferShape(_, { from, shape, dtype, batchSize }, { inputSpec }) {
    const batch = axis('batch', batchSize);
    if (from === 'data' && inputSpec) return ok({ y: [batch, ...inputSpec.shape] });
    const names = shape.length === 1 && dtype === 'int32' ? (['time'] as const) : axisNames(shape.length);
    return ok({ y: [batch, ...shape.map((size, index) => axis(names[index] ?? 'axis', size))] });
  },
  mask: 'passes',
  keras: null,
});
