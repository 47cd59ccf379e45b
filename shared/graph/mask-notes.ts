/** What the editor says at a wire whose mask goes no further, and what to do about it. */
import type { LayerType } from '../layers/layer-type.ts';
import { type Problem, problem } from '../problem.ts';

/** Why a mask ends decides what helps; each kind has a sentence of its own in the catalogue. */
type Kind = 'whole' | 'order' | 'window' | 'merge' | 'embedding' | 'key';

const kinds: Readonly<Record<string, Kind>> = {
  flatten: 'whole',
  globalMaxPooling1d: 'whole',
  zeroPadding1d: 'order',
  cropping1d: 'order',
  upSampling1d: 'order',
  permute: 'order',
  reshape: 'order',
  add: 'merge',
  average: 'merge',
  subtract: 'merge',
  embedding: 'embedding',
};

/** A note of the port where the mask ends: the layer's own reason, else one for all layers. */
export function stoppedNote(type: LayerType, port: string, where: Partial<Problem>): Problem {
  const layer = type.keras?.class ?? type.id;
  const kind = type.unreadMasks?.includes(port) ? 'key' : kindOf(type);
  // `context` chooses the sentence.
  return { ...problem('mask/stopped', { layer, ...(kind ? { context: kind } : {}) }, where), severity: 'note' };
}

function kindOf({ id, category }: LayerType): Kind | undefined {
  return kinds[id] ?? (category === 'convolution' || category === 'pooling' ? 'window' : undefined);
}
