import { defineLayer } from './layer-type.ts';
import { inferNormalization, normalizationParams, normalizedSize } from './normalization.ts';

/** Brings the features of each step to mean 0 and variance 1 (Ba, Kiros and Hinton 2016). */
export const layerNormalization = defineLayer({
  id: 'layerNormalization',
  version: 1,
  category: 'regularization',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: normalizationParams,
  inferShape: (inputs, params) => inferNormalization('LayerNormalization', inputs, params),
  mask: 'passes',
  keras: {
    class: 'LayerNormalization',
    fixed: { rms_scaling: false },
    // A built layer saves a list of axes.
    toConfig: ({ axis }) => ({ axis: [axis] }),
    fromConfig({ axis }): Record<string, number> | undefined {
      if (!Array.isArray(axis)) return {};
      const [only, ...further]: unknown[] = axis;
      return typeof only === 'number' && further.length === 0 ? { axis: only } : undefined;
    },
  },
  countParams: (inputs, { axis, center, scale }) => ({
    trainable: normalizedSize(inputs, axis) * (Number(center) + Number(scale)),
    other: 0,
  }),
});
