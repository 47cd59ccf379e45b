import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { attentionMask, attentionPorts, attentionShapes, causalParam } from './attention-inputs.ts';
import { defineLayer } from './layer-type.ts';
import { constraintParam, initializerParam, rareFlag, regularizerParam, seedParam, trainableParam } from './params.ts';
import { at, lastAxis, lastSize } from './shape-checks.ts';

/** Multi-head attention (Vaswani et al. 2017): query, value and key are projected for every head, and back. */
export const multiHeadAttention = defineLayer({
  id: 'multiHeadAttention',
  version: 1,
  category: 'sequence',
  ...attentionPorts,
  params: {
    numHeads: { kind: 'int', default: 4, min: 1, max: 1024 },
    keyDim: { kind: 'int', default: 16, min: 1, max: 65536 },
    useCausalMask: causalParam,
    dropout: { kind: 'float', default: 0, min: 0, max: 1, step: 0.05 },
    valueDim: { kind: 'optionalInt', default: null, min: 1, max: 65536, advanced: true },
    outputShape: { kind: 'optionalInts', default: null, length: 1, min: 1, max: 65536, advanced: true },
    useBias: rareFlag(true),
    kernelInitializer: initializerParam('glorotUniform'),
    biasInitializer: initializerParam('zeros'),
    kernelRegularizer: regularizerParam,
    biasRegularizer: regularizerParam,
    activityRegularizer: regularizerParam,
    kernelConstraint: constraintParam,
    biasConstraint: constraintParam,
    seed: seedParam,
    trainable: trainableParam,
  },
  inferShape(inputs, { outputShape }) {
    const shapes = attentionShapes('MultiHeadAttention', inputs);
    if (!shapes.ok) return shapes;
    const { query } = shapes.value;
    const width = outputShape?.[0];
    const last = width === undefined ? lastAxis(query) : axis(lastAxis(query).name, width);
    return ok({ y: [...query.slice(0, -1), last] });
  },
  mask: attentionMask,
  keras: {
    class: 'MultiHeadAttention',
    callPorts: 'arguments',
    callParams: ['useCausalMask'],
    // Keras writes the axes that it has found when it was built: time, for sequences.
    fixed: { attention_axes: [1], use_gate: false, sliding_window: null, flash_attention: undefined },
    fixedAlso: { attention_axes: [null, 1], flash_attention: [null, false] },
    toConfig: ({ keyDim, valueDim }) => ({ value_dim: valueDim ?? keyDim }),
    fromConfig: ({ key_dim: key, value_dim: value }) => ({
      valueDim: typeof value === 'number' && value !== key ? value : null,
    }),
  },
  countParams(inputs, { numHeads, keyDim, valueDim, outputShape, useBias }) {
    const query = lastSize(at(inputs, 'query'));
    const value = lastSize(at(inputs, 'value'));
    const key = inputs.key?.[0] ? lastSize(inputs.key[0]) : value;
    const [values, width] = [valueDim ?? keyDim, outputShape?.[0] ?? query];
    const kernels = numHeads * (keyDim * (query + key) + values * (value + width));
    return { trainable: kernels + (useBias ? numHeads * (2 * keyDim + values) + width : 0), other: 0 };
  },
});
