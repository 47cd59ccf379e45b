/** Weights without a model, for a model that is drawn already: by the layers' names, else by their order. */
import type { WeightValues } from '../trainer/model/build-model.ts';
import type { KerasConfig } from '../trainer/model/config.ts';
import { describeModel } from '../trainer/model/describe-model.ts';
import type { BuiltLayer } from '../trainer/model/layer.ts';
import { StudioError } from '../../shared/problem.ts';
import { type LayerArrays, readH5 } from '../keras-file/read-h5.ts';
import { readKerasFile } from '../keras-file/read-keras.ts';
import { type FileWeights, weightsByAddress, weightsByLayer } from './file-weights.ts';
import { type ModelFile, modelFormat } from './model-file.ts';
import { childrenInOrder, weightsInOrder } from './pair-weights.ts';

/**
 * The weights of `.weights.h5`, `.h5` or `.keras` files for the model `config`. Throws `model/weights-mismatch` with the
 * first layer that does not fit; then nothing is loaded.
 */
export async function importWeights(
  files: readonly ModelFile[],
  config: KerasConfig,
): Promise<readonly WeightValues[]> {
  const root = describeModel(config);
  const values = await readWeights(files, root);
  return weightsInOrder(root).map(({ path, shape }) => ({
    path,
    shape,
    values: values.get(path) ?? new Float32Array(),
  }));
}

async function readWeights(files: readonly ModelFile[], root: BuiltLayer): Promise<FileWeights> {
  const format = modelFormat(files);
  if (format.kind === 'keras') return weightsByAddress(root, (await readKerasFile(format.bytes)).arrays);
  if (format.kind === 'tfjs') throw new StudioError('model/format', { received: 'TensorFlow.js' });
  const file = await readH5(format.bytes);
  return file.kind === 'addresses' ? weightsByAddress(root, file.arrays) : byNameOrOrder(root, file.layers);
}

/** Names count where all layers with weights have theirs in the file; else the layers with weights, one after the other. */
function byNameOrOrder(root: BuiltLayer, layers: readonly LayerArrays[]): FileWeights {
  const own = childrenInOrder(root).filter((layer) => weightsInOrder(layer).length > 0);
  const stored = layers.filter(({ arrays }) => arrays.length > 0);
  const names = new Set(stored.map(({ layer }) => layer));
  if (own.every(({ name }) => names.has(name))) return weightsByLayer(root, stored);
  if (own.length !== stored.length)
    throw new StudioError('model/weights-mismatch', {
      layer: own.find(({ name }) => !names.has(name))?.name ?? '',
      expected: own.map(({ name }) => name).join(', '),
      received: stored.map(({ layer }) => layer).join(', ') || '-',
    });
  return weightsByLayer(
    root,
    stored.map((one, index) => ({ ...one, layer: own[index]?.name ?? one.layer })),
  );
}
