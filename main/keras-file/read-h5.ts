/**
 * Reads the `.h5` files of Keras 2 and 3: whole models (config, compile settings, weights, optimizer) and weights alone.
 * Weights stand in one group a layer, in the order that the attribute `weight_names` gives.
 */
import type { File as H5File, Group } from 'h5wasm';
import { StudioError } from '../../shared/problem.ts';
import { type ListedArray, listArrays, readTexts, type StoredArray, withH5 } from './h5.ts';
import { parseModelJson } from './safe-json.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

export interface NamedArray extends StoredArray {
  readonly name: string;
}
export interface LayerArrays {
  readonly layer: string;
  readonly arrays: readonly NamedArray[];
}
export interface H5Model {
  readonly kind: 'model';
  readonly config: unknown;
  /** `training_config`: `{optimizer_config, loss, metrics …}`, or null for a model that was not compiled. */
  readonly training: JsonRecord | null;
  /** '' where the file does not say: the first Keras. */
  readonly version: string;
  readonly layers: readonly LayerArrays[];
  readonly optimizer: readonly NamedArray[];
}
/** `layers`: Keras 2 and the older form of Keras 3. `arrays`: by address, as in a `.keras` file. */
export type H5Weights =
  | { readonly kind: 'weights'; readonly layers: readonly LayerArrays[] }
  | { readonly kind: 'addresses'; readonly arrays: ReadonlyMap<string, StoredArray> };

/** Throws what `listArrays` throws, and `model/format` for an HDF5 file without a model. */
export function readH5(bytes: Uint8Array): Promise<H5Model | H5Weights> {
  return withH5(bytes, (file) => {
    const arrays = listArrays(file, bytes.length);
    const [config] = readTexts(file, 'model_config');
    if (config !== undefined) return readModel(file, arrays, config);
    if (namesOf(file, 'layer_names').length > 0) return { kind: 'weights', layers: readLayers(file, '', arrays) };
    const addressed = [...arrays].filter(([path]) => /(?:^|\/)vars\/\d+$/.test(path));
    if (addressed.length === 0) throw new StudioError('model/format', { received: 'HDF5' });
    return { kind: 'addresses', arrays: new Map(addressed.map(([path, array]) => [path, array.read()])) };
  });
}

function readModel(file: H5File, arrays: ReadonlyMap<string, ListedArray>, config: string): H5Model {
  const [training] = readTexts(file, 'training_config');
  const parsed = training === undefined ? null : parseModelJson(training, 'training_config');
  const optimizer = groupAt(file, 'optimizer_weights');
  return {
    kind: 'model',
    config: parseModelJson(config, 'model_config'),
    training: isRecord(parsed) ? parsed : null,
    version: readTexts(file, 'keras_version')[0] ?? '',
    layers: readLayers(file, 'model_weights', arrays),
    optimizer: optimizer === null ? [] : readNamed(optimizer, 'optimizer_weights', arrays),
  };
}

function groupAt(file: H5File, path: string): Group | null {
  const known = file.keys().includes(path) ? file.get(path) : null;
  return known !== null && 'keys' in known ? known : null;
}

function readLayers(file: H5File, root: string, arrays: ReadonlyMap<string, ListedArray>): readonly LayerArrays[] {
  const holder = root === '' ? file : groupAt(file, root);
  if (holder === null) throw new StudioError('model/unreadable', { expected: root, received: 'no such group' });
  return namesOf(holder, 'layer_names').map((layer) => {
    const path = root === '' ? layer : `${root}/${layer}`;
    const group = holder.keys().includes(layer.split('/')[0] ?? '') ? holder.get(layer) : null;
    if (group === null || !('keys' in group))
      throw new StudioError('model/weights-mismatch', { layer, expected: path, received: '-' });
    return { layer, arrays: readNamed(group, path, arrays) };
  });
}

function readNamed(group: Group, path: string, arrays: ReadonlyMap<string, ListedArray>): readonly NamedArray[] {
  return namesOf(group, 'weight_names').map((name) => {
    const array = arrays.get(`${path}/${name}`);
    if (array === undefined)
      throw new StudioError('model/weights-mismatch', { layer: name, expected: `${path}/${name}`, received: '-' });
    return { name, ...array.read() };
  });
}

/** A list of names; one that is too long for an attribute is in parts: `weight_names0`, `weight_names1` … */
function namesOf(holder: Group, attribute: string): readonly string[] {
  const { attrs } = holder;
  if (attribute in attrs) return readTexts(holder, attribute);
  const names: string[] = [];
  for (let part = 0; `${attribute}${part}` in attrs; part += 1) names.push(...readTexts(holder, `${attribute}${part}`));
  return names;
}
