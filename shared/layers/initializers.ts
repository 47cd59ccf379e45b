/** How weights start: Keras' initializers with their defaults. */
import type { KerasObjectTypes } from './keras-objects.ts';

const fans = { seed: null, inputAxes: null, outputAxes: null };
export const initializers = {
  glorotUniform: { id: 'glorotUniform', class: 'GlorotUniform', params: fans },
  glorotNormal: { id: 'glorotNormal', class: 'GlorotNormal', params: fans },
  heUniform: { id: 'heUniform', class: 'HeUniform', params: fans },
  heNormal: { id: 'heNormal', class: 'HeNormal', params: fans },
  lecunUniform: { id: 'lecunUniform', class: 'LecunUniform', params: fans },
  lecunNormal: { id: 'lecunNormal', class: 'LecunNormal', params: fans },
  orthogonal: { id: 'orthogonal', class: 'Orthogonal', params: { seed: null, gain: 1 } },
  identity: { id: 'identity', class: 'Identity', params: {} },
  zeros: { id: 'zeros', class: 'Zeros', params: {} },
  ones: { id: 'ones', class: 'Ones', params: {} },
  constant: { id: 'constant', class: 'Constant', params: { value: 0 }, lists: ['value'] },
  randomUniform: { id: 'randomUniform', class: 'RandomUniform', params: { seed: null, minval: -0.05, maxval: 0.05 } },
  randomNormal: { id: 'randomNormal', class: 'RandomNormal', params: { seed: null, mean: 0, stddev: 0.05 } },
  truncatedNormal: { id: 'truncatedNormal', class: 'TruncatedNormal', params: { seed: null, mean: 0, stddev: 0.05 } },
  varianceScaling: {
    id: 'varianceScaling',
    class: 'VarianceScaling',
    params: {
      seed: null,
      scale: 1,
      mode: 'fan_in',
      distribution: 'truncated_normal',
      inputAxes: null,
      outputAxes: null,
    },
    choices: {
      mode: ['fan_in', 'fan_out', 'fan_avg'],
      distribution: ['truncated_normal', 'untruncated_normal', 'uniform'],
    },
  },
} as const satisfies KerasObjectTypes;
export type InitializerId = keyof typeof initializers;
