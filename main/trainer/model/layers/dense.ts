/** Dense and Activation. */
import { activate, readActivation } from '../activations.ts';
import { fixedSize, only, type LayerFactory, type Tensor, type Tf } from '../layer.ts';
import { addKernelAndBias } from './kernel-and-bias.ts';

/** (…, features) to (…, units); masks pass. */
export const dense: LayerFactory = (setup) => {
  const { tf, config, inputShapes } = setup;
  const units = config.number('units');
  const activation = readActivation(config.raw['activation']);
  const { kernel, bias } = addKernelAndBias(setup, [fixedSize(inputShapes[0], -1), units]);
  return {
    outputShapes: ([input]) => [[...(input ?? []).slice(0, -1), units]],
    call(input, context) {
      const product = matMulLast(tf, only(input), kernel.variable);
      const sum = bias === null ? product : tf.add(product, bias.variable);
      return { outputs: [activate(tf, activation, sum, context)], masks: input.masks };
    },
  };
};

export const activationLayer: LayerFactory = ({ tf, config }) => {
  const activation = readActivation(config.raw['activation']);
  return {
    outputShapes: (inputs) => inputs,
    call: (input, context) => ({ outputs: [activate(tf, activation, only(input), context)], masks: input.masks }),
  };
};

/** Product over the last axis: x [..., n] times kernel [n, m] gives [..., m]. */
export function matMulLast(tf: Tf, x: Tensor, kernel: Tensor): Tensor {
  if (x.rank === 2) return tf.matMul(x, kernel);
  const features = x.shape.at(-1) ?? 1;
  const product = tf.matMul(tf.reshape(x, [-1, features]), kernel);
  return tf.reshape(product, [...x.shape.slice(0, -1), kernel.shape[1] ?? 1]);
}
