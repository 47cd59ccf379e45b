/**
 * Keras has two ways for a mask to reach a layer. Layers with one input and an argument `mask` get it as a tensor of the
 * graph, recorded when the model was drawn. All others (merges, attention) find it on the tensors while the model runs,
 * and there MultiHeadAttention takes it off its inputs: a sum behind it sees no mask, an LSTM behind that sum still does.
 * Without MultiHeadAttention both are the same.
 */
import { mergesMasks, passesMask, takesMask } from '../../../shared/keras/mask-rules.ts';
import type { KerasConfig } from './config.ts';
import type { Mask, Tf } from './layer.ts';

const attention = new Set(['AdditiveAttention', 'Attention']);
const models = new Set(['Functional', 'Sequential']);

/** Whether Keras records the mask of a layer of this class, called with this many tensors. */
export const readsRecordedMask = (className: string, inputs: number): boolean =>
  takesMask.has(className) && !attention.has(className) && (inputs === 1 || !models.has(className));

/** The masks that were recorded for the outputs of a layer whose inputs' masks have been taken off; `found` for others. */
export function recordedMasks(
  tf: Tf,
  { class_name: className, config }: KerasConfig,
  recorded: readonly Mask[],
  found: readonly Mask[],
): readonly Mask[] {
  if (passesMask(className, config)) return [recorded[0] ?? null];
  if (!mergesMasks.has(className)) return found;
  const present = recorded.filter((mask) => mask !== null);
  return [present.length === recorded.length ? present.reduce((a, b) => tf.logicalOr(a, b)) : null];
}
