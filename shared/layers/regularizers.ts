/** Penalties on weights: Keras' regularizers with their defaults. null in a document means none. */
import type { KerasObjectTypes } from './keras-objects.ts';

export const regularizers = {
  l1: { id: 'l1', class: 'L1', params: { l1: 0.01 } },
  l2: { id: 'l2', class: 'L2', params: { l2: 0.01 } },
  orthogonalRegularizer: {
    id: 'orthogonalRegularizer',
    class: 'OrthogonalRegularizer',
    params: { factor: 0.01, mode: 'rows' },
    choices: { mode: ['rows', 'columns'] },
  },
  l1l2: { id: 'l1l2', class: 'L1L2', params: { l1: 0, l2: 0 } },
} as const satisfies KerasObjectTypes;
