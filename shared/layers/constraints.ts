/** What weights must keep after every step: Keras' constraints with their defaults. null in a document means none. */
import type { KerasObjectTypes } from './keras-objects.ts';

export const constraints = {
  maxNorm: { id: 'maxNorm', class: 'MaxNorm', params: { maxValue: 2, axis: 0 } },
  nonNeg: { id: 'nonNeg', class: 'NonNeg', params: {} },
  unitNorm: { id: 'unitNorm', class: 'UnitNorm', params: { axis: 0 } },
} as const satisfies KerasObjectTypes;
