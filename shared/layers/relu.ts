import { sameShape } from './disturbance.ts';
import { defineLayer } from './layer-type.ts';

/** x above `threshold` and at most `maxValue`; below, `negativeSlope` (x - threshold). */
export const relu = defineLayer({
  id: 'relu',
  version: 1,
  category: 'core',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: {
    maxValue: { kind: 'optionalFloat', default: null, min: 0 },
    negativeSlope: { kind: 'float', default: 0, min: 0, step: 0.05 },
    threshold: { kind: 'float', default: 0, min: 0, step: 0.1 },
  },
  inferShape: sameShape,
  mask: 'passes',
  keras: { class: 'ReLU' },
});
