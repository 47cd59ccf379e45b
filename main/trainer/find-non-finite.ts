/** Where a run diverged: the layer whose weights stopped being numbers first. */
import type { Model } from './model/build-model.ts';

/**
 * Name of the first layer, in the model's order, that has a weight with a value that is not finite; the layer that makes
 * the output when all weights still are (the loss itself overflowed). Names are those of the graph's nodes.
 */
export async function findNonFiniteLayer(model: Model): Promise<string> {
  for (const { path, values } of await model.getWeights()) {
    if (values.some((value) => !Number.isFinite(value))) return path.split('/')[0] ?? path;
  }
  return model.outputs[0]?.name ?? '';
}
