import type { Tensor } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { isNative } from './native-backend.ts';

/**
 * Lets TensorFlow's own op compute the gradient of relu, as under Keras: one pass in place of the six of tfjs, which are a
 * sixteenth of a step with convolutions over many frames. At zero and at what is no number the gradient is zero.
 */
export function registerReluGradient(tf: Tfjs): void {
  tf.registerGradient({
    kernelName: 'Relu',
    // The result is positive where the input was, and is kept by the next layer anyway.
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const [y] = saved as [Tensor];
      return { x: () => reluGradient(tf, dy as Tensor, y) };
    },
  });
}

function reluGradient(tf: Tfjs, dy: Tensor, y: Tensor): Tensor {
  const backend: unknown = tf.backend();
  if (!isNative(backend)) return tf.mul(dy, tf.cast(tf.step(y), 'float32'));
  const type = { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT };
  return backend.executeSingleOutput('ReluGrad', [type], [dy, y]);
}
