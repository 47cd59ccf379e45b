import { ok } from '../result.ts';
import { disturbanceParams } from './disturbance.ts';
import { defineLayer } from './layer-type.ts';
import { at, wrongRank } from './shape-checks.ts';

/** While training, drops a random share of the features for all steps together (Tompson et al. 2015). */
export const spatialDropout1d = defineLayer({
  id: 'spatialDropout1d',
  version: 1,
  category: 'regularization',
  inputs: [{ name: 'x' }],
  outputs: [{ name: 'y' }],
  params: disturbanceParams,
  inferShape(inputs) {
    const x = at(inputs, 'x');
    return x.length === 3 ? ok({ y: x }) : wrongRank('SpatialDropout1D', '(batch, time, features)', x);
  },
  mask: 'passes',
  // Keras 3 writes its data type as a name and says nothing of `trainable` here.
  keras: { class: 'SpatialDropout1D', toConfig: () => ({ trainable: undefined, dtype: 'float32' }) },
});
