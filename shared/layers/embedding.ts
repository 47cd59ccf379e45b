import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { constraintParam, flag, initializerParam, regularizerParam, trainableParam } from './params.ts';
import { at, wrongRank } from './shape-checks.ts';

/** A learned vector for each whole number: (batch, time) → (batch, time, outputDim). With `maskZero` the number 0 is padding. */
export const embedding = defineLayer({
  id: 'embedding',
  version: 1,
  category: 'sequence',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    inputDim: { kind: 'int', default: 1000, min: 1, max: 10_000_000 },
    outputDim: { kind: 'int', default: 32, min: 1, max: 100_000 },
    maskZero: flag(false),
    embeddingsInitializer: initializerParam('randomUniform'),
    embeddingsRegularizer: regularizerParam,
    activityRegularizer: regularizerParam,
    embeddingsConstraint: constraintParam,
    trainable: trainableParam,
  },
  inferShape(inputs, { outputDim }) {
    const x = at(inputs, 'x');
    if (x.length < 2 || x.length > 3) return wrongRank('Embedding', '(batch, time)', x);
    // What was called features now runs over steps.
    const steps = x.slice(1).map((entry, index) => (index === 0 ? axis('time', entry.size) : entry));
    return ok({ y: [...x.slice(0, 1), ...steps, axis('features', outputDim)] });
  },
  mask: (_, { maskZero }) => (maskZero ? 'makes' : 'stops'),
  keras: { class: 'Embedding', fixed: { quantization_config: null } },
  countParams: (_, { inputDim, outputDim }) => ({ trainable: inputDim * outputDim, other: 0 }),
});
