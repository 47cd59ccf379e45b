import { defineLayer } from './layer-type.ts';
import { inferNormalization, normalizationParams, normalizedSize } from './normalization.ts';
import { initializerParam } from './params.ts';

/** Brings each feature to mean 0 and variance 1 over the batch, and by moving averages in prediction (Ioffe and Szegedy 2015). */
export const batchNormalization = defineLayer({
  id: 'batchNormalization',
  version: 1,
  category: 'regularization',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    momentum: { kind: 'float', default: 0.99, min: 0, max: 1, step: 0.01 },
    ...normalizationParams,
    movingMeanInitializer: initializerParam('zeros'),
    movingVarianceInitializer: initializerParam('ones'),
  },
  inferShape: (inputs, params) => inferNormalization('BatchNormalization', inputs, params),
  mask: 'passes',
  keras: {
    class: 'BatchNormalization',
    fixed: { synchronized: false, renorm: false, renorm_clipping: null, renorm_momentum: 0.99 },
  },
  countParams(inputs, { axis, center, scale }) {
    const size = normalizedSize(inputs, axis);
    return { trainable: size * (Number(center) + Number(scale)), other: size * 2 };
  },
});
