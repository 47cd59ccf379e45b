/** Every layer that can be built, by its Keras class name. */
import type { LayerFactory } from './layer.ts';
import { activationLayer, dense } from './layers/dense.ts';
import { masking } from './layers/masking.ts';
import { lstm } from './recurrent/lstm.ts';

export const layerFactories: Readonly<Record<string, LayerFactory>> = {
  Activation: activationLayer,
  Dense: dense,
  LSTM: lstm,
  Masking: masking,
};
