import { axis } from '../graph/shape.ts';
import { ok } from '../result.ts';
import { defineLayer } from './layer-type.ts';
import { activationParam, kernelParams } from './params.ts';
import { at, lastSize, unknownAxis, wrongRank } from './shape-checks.ts';
import { unfitPart } from './weight-parts.ts';

/** A weighted sum of the last axis for each unit; earlier axes (time) are kept, with the same weights at every step. */
export const dense = defineLayer({
  id: 'dense',
  version: 1,
  category: 'core',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    units: { kind: 'int', default: 1, min: 1, max: 1_000_000, unit: 'units' },
    activation: activationParam('linear'),
    ...kernelParams,
  },
  inferShape(inputs, params) {
    const { units } = params;
    const x = at(inputs, 'x');
    if (x.length < 2) return wrongRank('Dense', '(batch, …, features)', x);
    if (x[x.length - 1]?.size === null) return unknownAxis('Dense', x.length - 1, x);
    return unfitPart('Dense', params, 2) ?? ok({ y: [...x.slice(0, -1), axis('units', units)] });
  },
  mask: 'passes',
  keras: {
    class: 'Dense',
    fixed: { quantization_config: null },
    // Keras leaves the key out of Dense configs where there is none.
    toConfig: ({ activityRegularizer }) => (activityRegularizer === null ? { activity_regularizer: undefined } : {}),
  },
  countParams(inputs, { units, useBias }) {
    return { trainable: units * (lastSize(at(inputs, 'x')) + (useBias ? 1 : 0)), other: 0 };
  },
});
