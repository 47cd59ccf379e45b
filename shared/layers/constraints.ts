/** What weights must keep after every step: Keras' constraints with their defaults. null in a document means none. */
import type { KerasObjectTypes } from './keras-objects.ts';

export const constraints = {
  maxNorm: { id: 'maxNorm', class: 'MaxNorm', params: { maxValue: 2, axis: 0 }, lists: ['axis'] },
  nonNeg: { id: 'nonNeg', class: 'NonNeg', params: {} },
  unitNorm: { id: 'unitNorm', class: 'UnitNorm', params: { axis: 0 }, lists: ['axis'] },
  minMaxNorm: {
    id: 'minMaxNorm',
    class: 'MinMaxNorm',
    params: { minValue: 0, maxValue: 1, rate: 1, axis: 0 },
    lists: ['axis'],
  },
} as const satisfies KerasObjectTypes;
