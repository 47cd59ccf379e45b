/** A layer of a saved model as a type of the registry with its parameters. */
import type { ParamValue } from '../graph/graph-doc.ts';
import { baseName } from '../graph/names.ts';
import type { DefinitionId } from '../ids.ts';
import { isRecord, type JsonRecord } from '../json.ts';
import { allLayerTypes } from '../layers/index.ts';
import { camelCase } from '../layers/keras-objects.ts';
import { paramsFromKeras } from '../layers/keras-values.ts';
import type { ImportLookup, LayerType } from '../layers/layer-type.ts';
import { paramProblem } from '../layers/param-values.ts';
import type { WrappedLayer } from '../layers/params.ts';
import { isModel, refuse, short, textOf } from './saved-layer.ts';

/** Entries every Keras layer has, and those of older files that change nothing. */
const common = new Set([
  'name',
  'trainable',
  'dtype',
  'batch_input_shape',
  'batch_shape',
  'input_dtype',
  'time_major',
  'implementation',
  'use_cudnn',
]);

export interface ReadLayer {
  readonly type: LayerType;
  /** What differs from the defaults. */
  readonly params: Readonly<Record<string, ParamValue>>;
}

/**
 * One layer of a saved model; `definitionOf` takes in the models that wrappers hold. Throws `model/unsupported-layer` for
 * a class, a parameter or a value that no drawing can say.
 */
export function readLayer(layer: JsonRecord, definitionOf: (model: JsonRecord) => DefinitionId): ReadLayer {
  const className = textOf(layer.class_name);
  const config = isRecord(layer.config) ? layer.config : {};
  const label = `${className} "${textOf(config.name)}"`;
  const type = allLayerTypes.find((candidate) => candidate.keras?.class === className);
  const standard = type?.keras?.package
    ? layer.registered_name === `${type.keras.package}>${className}`
    : (layer.module === undefined || /^keras(\.src)?\.layers(\.\w+)*$/.test(textOf(layer.module))) &&
      [undefined, null, className].some((name) => name === layer.registered_name);
  if (!type?.keras || !standard) throw refuse(label, className);
  checkDtype(config, label);
  const read = paramsFromKeras(type.params, config);
  if ('refused' in read) throw refuse(label, `${read.refused} = ${short(config[read.refused])}`);
  // Frozen with its wrapper: Keras writes both, the drawing says it once.
  const own = (inner: JsonRecord): JsonRecord =>
    config.trainable === false && isRecord(inner.config)
      ? { ...inner, config: { ...inner.config, trainable: true } }
      : inner;
  const lookup: ImportLookup = {
    wrappedFromConfig: (inner) => (isRecord(inner) ? wrapped(own(inner), definitionOf) : undefined),
  };
  const translated = type.keras.fromConfig ? type.keras.fromConfig(config, lookup) : {};
  if (!translated) throw refuse(label, 'config');
  for (const [key, value] of Object.entries(type.keras.fixed ?? {})) {
    const same = [value, ...(type.keras.fixedAlso?.[key] ?? [])].map((one) => JSON.stringify(one));
    if (config[key] !== undefined && !same.includes(JSON.stringify(config[key])))
      throw refuse(label, `${key} = ${short(config[key])}`);
  }
  const params: Record<string, ParamValue> = {};
  for (const [key, value] of Object.entries({ ...read.params, ...translated })) {
    const spec = type.params[key];
    if (!spec || JSON.stringify(value) === JSON.stringify(spec.default)) continue;
    if (paramProblem(key, spec, value)) throw refuse(label, `${key} = ${short(value)}`);
    params[key] = value;
  }
  for (const key of Object.keys(config)) {
    const known =
      common.has(key) ||
      key in (type.keras.fixed ?? {}) ||
      camelCase(key) in type.params ||
      (type.params.layer && key === 'backward_layer');
    if (!known && config[key] !== null && config[key] !== false) throw refuse(label, `${key} = ${short(config[key])}`);
  }
  return { type, params };
}

function checkDtype({ dtype }: JsonRecord, label: string): void {
  const name = isRecord(dtype) && isRecord(dtype.config) ? dtype.config.name : dtype;
  if (name !== undefined && name !== null && name !== 'float32') throw refuse(label, `dtype = ${short(name)}`);
}

function wrapped(layer: JsonRecord, definitionOf: (model: JsonRecord) => DefinitionId): WrappedLayer {
  if (isModel(layer)) return { definition: definitionOf(layer) };
  const { type, params } = readLayer(layer, definitionOf);
  const name = isRecord(layer.config) && typeof layer.config.name === 'string' ? layer.config.name : '';
  return name === '' || name === baseName(type.id) ? { type: type.id, params } : { type: type.id, params, name };
}

/** Whether a layer takes this when it is called, as a switch. */
export const isCallParam = (type: LayerType, argument: string): boolean =>
  type.keras?.callParams?.includes(camelCase(argument)) ?? false;
