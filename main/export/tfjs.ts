/** Exports to TensorFlow.js' LayersModel: `model.json` and `weights.bin`, as stock `tf.loadLayersModel` reads them. */
import { readEnds } from '../../shared/keras/model-ends.ts';
import { StudioError } from '../../shared/problem.ts';
import type { WeightValues } from '../trainer/model/build-model.ts';
import { isKerasConfig, readPart, textOr, type KerasConfig } from '../trainer/model/config.ts';
import { describeModel } from '../trainer/model/describe-model.ts';
import type { BuiltLayer } from '../trainer/model/layer.ts';
import { isModelClass, layerName } from '../trainer/model/model-plan.ts';
import { checkTfjsDialect, inputShapesOf } from './tfjs-dialect.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

export interface TfjsFiles {
  readonly modelJson: string;
  readonly weightsBin: Uint8Array;
}

/** The file that `model.json` names for its weights. */
export const tfjsWeightsFile = 'weights.bin';

/** Throws `export/unsupported` with layer and reason for what the dialect cannot say. */
export function exportTfjs({
  config,
  weights,
}: {
  readonly config: KerasConfig;
  readonly weights: readonly WeightValues[];
}): TfjsFiles {
  checkTfjsDialect(config);
  const values = new Map(weights.map((one) => [one.path, one]));
  const specs: { name: string; shape: readonly number[]; dtype: 'float32' }[] = [];
  const parts: Uint8Array[] = [];
  for (const { name, path, shape } of weightNames(describeModel(config))) {
    const given = values.get(path);
    if (given === undefined || given.shape.join() !== shape.join())
      throw new StudioError('model/unreadable', {
        layer: path,
        expected: `shape (${shape.join(', ')})`,
        received: given === undefined ? 'nothing' : `shape (${given.shape.join(', ')})`,
      });
    specs.push({ name, shape, dtype: 'float32' });
    parts.push(new Uint8Array(given.values.buffer, given.values.byteOffset, given.values.byteLength));
  }
  const topology = {
    format: 'layers-model',
    generatedBy: 'Weft Studio',
    convertedBy: null,
    modelTopology: { keras_version: 'tfjs-layers 4.22.0', backend: 'tensor_flow.js', ...oldModel(config) },
    weightsManifest: [{ paths: [tfjsWeightsFile], weights: specs }],
  };
  return { modelJson: JSON.stringify(topology), weightsBin: new Uint8Array(Buffer.concat(parts)) };
}

interface NamedWeight {
  readonly name: string;
  readonly path: string;
  readonly shape: readonly number[];
}

/**
 * TensorFlow.js' names: wrappers are scopes around what they build, cells and the layer inside TimeDistributed have none,
 * and a nested model starts anew.
 */
function weightNames(root: BuiltLayer): NamedWeight[] {
  const seen = new Set<BuiltLayer>();
  const names: NamedWeight[] = [];
  const visit = (layer: BuiltLayer, scope: string): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    for (const weight of layer.weights)
      names.push({ name: `${scope}/${weight.name}`, path: weight.path, shape: weight.shape });
    for (const { attribute, layer: child } of layer.children) {
      if (isModelClass(layer.className) || isModelClass(child.className)) visit(child, child.name);
      else if (attribute === 'forward_layer' || attribute === 'backward_layer') visit(child, `${scope}/${child.name}`);
      else visit(child, scope);
    }
  };
  visit(root, root.name);
  return names;
}

/** A model as Keras 2 wrote it: nodes are lists, a nested model's calls are counted from 1. */
function oldModel(model: KerasConfig): JsonRecord {
  const layers = (Array.isArray(model.config['layers']) ? model.config['layers'] : []).filter(isKerasConfig);
  const name = layerName(model);
  if (model.class_name === 'Sequential')
    return { class_name: 'Sequential', config: { name, layers: layers.map((layer) => oldLayer(layer)) } };
  const models = new Set(layers.filter((layer) => isModelClass(layer.class_name)).map(layerName));
  const reference = (history: unknown, withArguments: boolean): unknown => {
    const [layer, call, output] = Array.isArray(history) ? history : [];
    return [layer, Number(call) + (models.has(String(layer)) ? 1 : 0), output, ...(withArguments ? [{}] : [])];
  };
  const ends = (value: unknown): unknown =>
    Array.isArray(value) && typeof value[0] === 'string'
      ? [reference(value, false)]
      : (value as unknown[]).map((one) => reference(one, false));
  return {
    class_name: 'Model',
    config: {
      name,
      layers: layers.map((layer) => ({
        ...oldLayer(layer),
        name: layerName(layer),
        inbound_nodes: oldNodes(layer, (history) => reference(history, true)),
      })),
      input_layers: ends(model.config['input_layers']),
      output_layers: ends(readEnds(model.config['output_layers'], layers)),
    },
  };
}

function oldNodes(layer: KerasConfig, reference: (history: unknown) => unknown): unknown[] {
  const nodes: unknown = layer.inbound_nodes;
  const collect = (value: unknown): unknown[] => {
    if (Array.isArray(value)) return value.flatMap(collect);
    if (!isRecord(value)) return [];
    if (value['class_name'] === '__keras_tensor__' && isRecord(value['config']))
      return [reference(value['config']['keras_history'])];
    return [];
  };
  return (Array.isArray(nodes) ? nodes : [])
    .filter(isRecord)
    .map((node) => [
      ...collect(node['args']),
      ...Object.values(isRecord(node['kwargs']) ? node['kwargs'] : {}).flatMap(collect),
    ]);
}

/** Keys that Keras 2 does not have, or that mean something else there. */
const dropped = new Set([
  'dtype',
  'batch_shape',
  'quantization_config',
  'zero_output_for_mask',
  'optional',
  'ragged',
  'layers',
  'layer',
  'backward_layer',
  'seed',
  'noise_shape',
  'renorm',
  'renorm_clipping',
  'renorm_momentum',
  'synchronized',
  'rms_scaling',
  'groups',
  'keepdims',
]);

function oldLayer(layer: KerasConfig): JsonRecord {
  if (isModelClass(layer.class_name)) return oldModel(layer);
  const { config } = layer;
  if (layer.class_name === 'InputLayer') {
    const dtype = textOr(config['dtype'], 'float32');
    return {
      class_name: 'InputLayer',
      config: { batch_input_shape: config['batch_shape'], dtype, sparse: false, name: layerName(layer) },
    };
  }
  const entries = Object.entries(config)
    .filter(([key]) => !dropped.has(key))
    .map(([key, value]) => [key, oldValue(key, value)]);
  const inner = config['layer'];
  // The scope of an inner layer's weights needs its plain name: stock TensorFlow.js adds forward_ and backward_ itself.
  const wrapped = isKerasConfig(inner)
    ? { layer: withoutPrefix(oldLayer(inner), layer.class_name === 'Bidirectional') }
    : {};
  return {
    class_name: layer.class_name,
    config: { ...otherDefaults[layer.class_name], ...Object.fromEntries(entries), ...axesFromFront(layer), ...wrapped },
  };
}

/** Axes counted from behind, which it understands for the last axis of Concatenate alone. */
function axesFromFront(layer: KerasConfig): JsonRecord {
  const ranks = inputShapesOf(layer).map((shape) => shape.length);
  const { axis, axes } = layer.config;
  const fromFront = (given: unknown, input: number): unknown =>
    typeof given === 'number' && given < 0 ? given + (ranks[input] ?? 0) : given;
  if (ranks.length === 0) return {};
  if (layer.class_name === 'Concatenate') return axis === -1 ? {} : { axis: fromFront(axis, 0) };
  return layer.class_name === 'Dot' && Array.isArray(axes) ? { axes: axes.map(fromFront) } : {};
}

/** Keras 3's defaults where TensorFlow.js has others: a config that leaves them out must not change its meaning. */
const otherDefaults: Readonly<Record<string, JsonRecord>> = {
  LSTM: { recurrent_activation: 'sigmoid' },
  GRU: { recurrent_activation: 'sigmoid' },
  ConvLSTM2D: { recurrent_activation: 'sigmoid' },
};

function withoutPrefix(layer: JsonRecord, isBidirectional: boolean): JsonRecord {
  const config = layer['config'];
  if (!isBidirectional || !isRecord(config)) return layer;
  return { ...layer, config: { ...config, name: textOr(config['name'], '').replace(/^forward_/, '') } };
}

function oldValue(key: string, value: unknown): unknown {
  if (key.endsWith('initializer')) {
    // Loaded weights replace the initial ones at once; stock TensorFlow.js' orthogonal draw alone can take seconds.
    return { class_name: 'Zeros', config: {} };
  }
  if (key === 'activation' || key === 'recurrent_activation') {
    const name = readPart(value)?.name ?? 'linear';
    return name === 'silu' ? 'swish' : name;
  }
  // Stock TensorFlow.js refuses activity regularizers, and applies constraints to weights that it only loads.
  if (key === 'activity_regularizer' || key.endsWith('constraint')) return null;
  if (key.endsWith('regularizer')) {
    const part = readPart(value);
    if (part === null) return null;
    const factor = (name: string): number => (typeof part.config[name] === 'number' ? part.config[name] : 0);
    return { class_name: 'L1L2', config: { l1: factor('l1'), l2: factor('l2') } };
  }
  return value;
}
