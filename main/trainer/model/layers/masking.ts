import { detach } from '../gradients.ts';
import { only, type LayerFactory } from '../layer.ts';

/** A step counts when any of its features differs from `mask_value`; other steps become zeros. */
export const masking: LayerFactory = ({ tf, config }) => {
  const value = config.number('mask_value', 0);
  return {
    outputShapes: (inputs) => inputs,
    call(input, context) {
      const x = only(input);
      const kept = tf.any(tf.notEqual(detach(tf, x), value), -1, true);
      const output = tf.mul(x, tf.cast(kept, 'float32'));
      if (context.constants.has(x)) context.constants.add(output);
      return { outputs: [output], masks: [tf.squeeze(kept, [-1])] };
    },
  };
};
