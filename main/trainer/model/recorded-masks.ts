/**
 * Keras has two ways for a mask to reach a layer. Layers with one input and an argument `mask` get it as a tensor of the
 * graph, recorded when the model was drawn. All others (merges, attention) find it on the tensors while the model runs,
 * and there MultiHeadAttention takes it off its inputs: a sum behind it sees no mask, an LSTM behind that sum still does.
 * Without MultiHeadAttention both are the same.
 */
import type { Call, Source } from './model-graph.ts';
import type { Mask, Tf } from './layer.ts';

const recording = new Set([
  'BatchNormalization',
  'Bidirectional',
  'ConvLSTM2D',
  'Functional',
  'GRU',
  'GlobalAveragePooling1D',
  'LSTM',
  'Sequential',
  'SimpleRNN',
  'Softmax',
  'TimeDistributed',
]);

/** Whether Keras records the mask of a layer of this class, called with this many tensors. */
export const readsRecordedMask = (className: string, inputs: number): boolean =>
  recording.has(className) && (inputs === 1 || (className !== 'Functional' && className !== 'Sequential'));

const summing = new Set(['Add', 'Average', 'Maximum', 'Minimum', 'Multiply', 'Subtract']);
const passing = new Set([
  'Activation',
  'ActivityRegularization',
  'AdditiveAttention',
  'AlphaDropout',
  'Attention',
  'Dense',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'LayerNormalization',
  'MultiHeadAttention',
  'SpatialDropout1D',
]);

/** The masks that were recorded for the outputs of a layer whose inputs' masks have been taken off; `found` for others. */
export function recordedMasks(
  tf: Tf,
  className: string,
  recorded: readonly Mask[],
  found: readonly Mask[],
): readonly Mask[] {
  if (passing.has(className)) return [recorded[0] ?? null];
  if (!summing.has(className)) return found;
  const present = recorded.filter((mask) => mask !== null);
  return [present.length === recorded.length ? present.reduce((a, b) => tf.logicalOr(a, b)) : null];
}

/**
 * Keras runs a graph by depth: first what is furthest from the outputs, and at one depth in the order in which its
 * `map_graph` meets the calls. Which comes first decides which layer still finds a mask, and in which order a shared
 * BatchNormalization sees its batches. `calls` are in an order that can be computed; `outputs` are the model's, in order.
 */
export function inKerasOrder(calls: readonly Call[], outputs: readonly Source[]): Call[] {
  const key = ({ layer, call }: Pick<Source, 'layer' | 'call'>): string => `${layer}:${call}`;
  const byKey = new Map(calls.map((call) => [key(call), call]));
  const found = new Set<Call>();
  const visit = (source: Source): void => {
    const call = byKey.get(key(source));
    if (call === undefined || found.has(call)) return;
    call.sources.forEach(visit);
    found.add(call);
  };
  outputs.forEach(visit);

  // A map keeps the order of first insertion, as the dict that Keras sorts by depth.
  const depths = new Map<string, number>();
  const layerDepths = new Map<string, number>();
  for (const call of [...found].reverse()) {
    // A shared layer's later calls are taken at least as deep as those met before.
    const depth = Math.max(depths.get(key(call)) ?? 0, layerDepths.get(call.layer) ?? 0);
    layerDepths.set(call.layer, depth);
    depths.set(key(call), depth);
    for (const source of call.sources) depths.set(key(source), Math.max(depths.get(key(source)) ?? 0, depth + 1));
  }
  return [...depths].sort(([, one], [, other]) => other - one).flatMap(([name]) => byKey.get(name) ?? []);
}
