import { slices } from '../gradients.ts';
import type { KerasConfig } from '../config.ts';
import {
  only,
  type BuiltLayer,
  type LayerFactory,
  type LayerInput,
  type LayerOutput,
  type CallContext,
  type Mask,
  type Shape,
  type Tensor,
  type Tf,
} from '../layer.ts';

/**
 * One layer, or a whole model, at every step. Time is folded into the batch; the mask goes to the inner layer without its
 * time axis, as in Keras 3, and passes on. A layer whose samples depend on each other (BatchNormalization) is called step
 * by step while training, as Keras does.
 */
export const timeDistributed: LayerFactory = ({ tf, config, inputShapes, addChild }) => {
  const stepShape = ([batch = null, , ...rest]: Shape): Shape => [batch, ...rest];
  const inner = addChild('layer', withoutPenalty(config.object('layer')), inputShapes.map(stepShape));
  return {
    mixesBatch: inner.mixesBatch === true,
    outputShapes([input = []]) {
      const [batch = null, ...rest] = inner.outputShapes([stepShape(input)])[0] ?? [];
      return [[batch, input[1] ?? null, ...rest]];
    },
    call: (input, context) =>
      inner.mixesBatch === true && context.training
        ? stepByStep(tf, inner, input, context)
        : folded(tf, inner, input, context),
    resetStates: () => inner.resetStates?.(),
  };
};

function folded(tf: Tf, inner: BuiltLayer, input: LayerInput, context: CallContext): LayerOutput {
  const x = only(input);
  const mask = input.masks[0] ?? null;
  const [batch = 1, time = 1, ...rest] = x.shape;
  const flat = tf.reshape(x, [batch * time, ...rest]);
  if (context.constants.has(x)) context.constants.add(flat);
  const flatMask = mask === null ? null : tf.reshape(mask, [batch * time, ...mask.shape.slice(2)]);
  const penalties: Tensor[] = [];
  const [y] = inner.call({ inputs: [flat], masks: [flatMask] }, { ...context, penalties }).outputs;
  // Each step's penalty is divided by the batch alone; folded, it was by the number of steps too.
  for (const penalty of penalties) context.penalties.push(tf.mul(penalty, time));
  if (y === undefined) throw new RangeError('the inner layer gave no output');
  return { outputs: [tf.reshape(y, [batch, time, ...y.shape.slice(1)])], masks: [mask] };
}

/** Keras runs the inner layer's `call`, around which nothing adds the layer's own activity regularizer. */
function withoutPenalty(layer: KerasConfig): KerasConfig {
  return { ...layer, config: { ...layer.config, activity_regularizer: null } };
}

function stepByStep(tf: Tf, inner: BuiltLayer, input: LayerInput, context: CallContext): LayerOutput {
  const mask: Mask = input.masks[0] ?? null;
  const maskSteps = mask === null ? [] : slices(tf, mask, 1);
  const outputs = slices(tf, only(input), 1).flatMap((step, time) =>
    inner.call({ inputs: [step], masks: [maskSteps[time] ?? null] }, context).outputs.slice(0, 1),
  );
  return { outputs: [tf.stack(outputs, 1)], masks: [mask] };
}
