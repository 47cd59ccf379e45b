/** A call of a layer in a graph that somebody may look at: who was called, with what, and what came of it. */
import type { Call } from './call-order.ts';
import type { BuiltLayer, CallContext, LayerInput, LayerOutput, Tensor } from './layer.ts';

/** `layer:call` of every graph around, outermost first, and of the layer itself; of the layer alone, in the model. */
export const placeOf = (layer: string, call: number): string => `${layer}:${call}`;

/** Calls the layer, and tells the watcher of this pass, if there is one. */
export function watchedCall(layer: BuiltLayer, call: Call, input: LayerInput, context: CallContext): LayerOutput {
  const { watch } = context;
  if (watch === undefined) return layer.call(input, context);
  const path = [...(context.within ?? []), placeOf(call.layer, call.call)];
  const attention: Tensor[] = [];
  const noteAttention = (weights: Tensor): void => void attention.push(weights);
  const result = layer.call(input, { ...context, within: path, noteAttention });
  watch({ path, layer, input, result, attention });
  return result;
}
