/**
 * Keras 2's saved configs (tf.keras, standalone Keras, TensorFlow.js) in Keras 3's words: nodes as objects, inputs with
 * `batch_shape`, names that were changed. What means something else today is refused by name or reported to the caller.
 */
import { writeEnds } from '../../shared/keras/model-ends.ts';
import { StudioError } from '../../shared/problem.ts';
import { isKerasConfig, textOr, type KerasConfig } from '../trainer/model/config.ts';
import { isModelClass, layerName } from '../trainer/model/model-plan.ts';
import { fillShapes } from './fill-shapes.ts';
import { isRecord, type JsonRecord } from '../../shared/json.ts';

/** Throws `model/unreadable` and `model/unsupported-layer`. */
export function fromKeras2(model: unknown): KerasConfig {
  if (!isKerasConfig(withLayerList(model)))
    throw new StudioError('model/unreadable', { expected: 'class_name and config', received: 'another config' });
  return fillShapes(modernModel(withLayerList(model) as KerasConfig)); // checked in the line before
}

/** The first Keras wrote a Sequential's layers in place of its config. */
function withLayerList(model: unknown): unknown {
  return isRecord(model) && Array.isArray(model['config'])
    ? { ...model, config: { name: 'sequential', layers: model['config'] } }
    : model;
}

function modernModel(model: KerasConfig): KerasConfig {
  const layers = (Array.isArray(model.config['layers']) ? model.config['layers'] : []).map(withLayerList);
  if (!layers.every(isKerasConfig))
    throw new StudioError('model/unreadable', { expected: 'a list of layers', received: layerName(model) });
  const name = textOr(model.config['name'], 'model');
  if (model.class_name === 'Sequential') {
    return {
      module: 'keras',
      class_name: 'Sequential',
      config: { name, trainable: model.config['trainable'] ?? true, layers: withInput(layers).map(modernLayer) },
      registered_name: null,
    };
  }
  const first = firstCalls(model, layers);
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name,
      trainable: model.config['trainable'] ?? true,
      layers: layers.map((layer) => ({
        ...modernLayer(layer),
        name: layerName(layer),
        inbound_nodes: nodesOf(layer).map((node) => modernNode(node, layer, first)),
      })),
      input_layers: ends(model.config['input_layers']).map((end) => history(end, first)),
      output_layers: writeEnds(
        ends(model.config['output_layers']).map((end) => history(end, first)),
        layers,
      ),
    },
    registered_name: 'Functional',
  };
}

/** A Sequential may have its input's shape on the first layer alone. */
function withInput(layers: readonly KerasConfig[]): readonly KerasConfig[] {
  const [first] = layers;
  if (first === undefined || first.class_name === 'InputLayer') return layers;
  const shape = first.config['batch_input_shape'] ?? innerShape(first);
  if (!Array.isArray(shape)) return layers;
  const dtype = first.class_name === 'Embedding' ? 'float32' : textOr(first.config['dtype'], 'float32');
  return [
    { class_name: 'InputLayer', config: { batch_input_shape: shape, dtype, name: `${layerName(first)}_input` } },
    ...layers,
  ];
}

/** Of a model that begins with a model. */
function innerShape(layer: KerasConfig): unknown {
  if (!isModelClass(layer.class_name)) return undefined;
  const inner = layer.config['layers'];
  const [first] = Array.isArray(inner) ? (inner as unknown[]) : [];
  return isKerasConfig(first) ? (first.config['batch_input_shape'] ?? innerShape(first)) : undefined;
}

const nodesOf = (layer: KerasConfig): readonly unknown[] => {
  const nodes: unknown = layer.inbound_nodes;
  return Array.isArray(nodes) ? nodes : [];
};

/** A reference to a tensor: layer, call, output, and in nodes the arguments of the call. */
type Reference = readonly [layer: string, call: number, output: number, kwargs?: unknown];
const isReference = (value: unknown): value is Reference =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number' && typeof value[2] === 'number';

/** One node is a list of references, or (one tensor alone) the reference itself. */
function references(node: unknown): readonly Reference[] {
  if (isReference(node)) return [node];
  if (Array.isArray(node) && node.every(isReference)) return node;
  throw new StudioError('model/unreadable', {
    expected: 'inbound_nodes as Keras 2 writes them',
    received: JSON.stringify(node).slice(0, 80),
  });
}

/** A dictionary of outputs has the order of its sorted keys. */
const ends = (value: unknown): readonly Reference[] => {
  if (value === undefined) return [];
  return references(
    isRecord(value)
      ? Object.keys(value)
          .toSorted()
          .map((name) => value[name])
      : value,
  );
};

/**
 * A nested model's own graph was its call number 0, so those that count are numbered from 1. Which models are counted so
 * differs by version: the references tell.
 */
function firstCalls(model: KerasConfig, layers: readonly KerasConfig[]): ReadonlyMap<string, number> {
  const models = new Map(
    layers.filter(({ class_name: name }) => isModelClass(name)).map((one) => [layerName(one), one]),
  );
  const highest = new Map<string, number>();
  const note = ([layer, call]: Reference): void => void highest.set(layer, Math.max(call, highest.get(layer) ?? 0));
  for (const layer of layers) for (const node of nodesOf(layer)) for (const one of references(node)) note(one);
  for (const end of ends(model.config['output_layers'])) note(end);
  return new Map([...models].map(([name, layer]) => [name, (highest.get(name) ?? 0) >= nodesOf(layer).length ? 1 : 0]));
}

const history = ([layer, call, output]: Reference, first: ReadonlyMap<string, number>) =>
  [layer, Math.max(0, call - (first.get(layer) ?? 0)), output] as const;

/** Shapes are filled in when the whole model is known (`fill-shapes.ts`). */
const tensor = (reference: Reference, first: ReadonlyMap<string, number>) => ({
  class_name: '__keras_tensor__',
  config: { shape: [], dtype: 'float32', keras_history: history(reference, first) },
});

function modernNode(node: unknown, layer: KerasConfig, first: ReadonlyMap<string, number>): JsonRecord {
  const sources = references(node);
  const tensors = sources.map((source) => tensor(source, first));
  const given: unknown = sources[0]?.[3];
  const kwargs = Object.fromEntries(
    Object.entries(isRecord(given) ? given : {}).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
      if (key === 'training' || key === 'mask' || value === null) return [];
      if (isReference(value)) return [[key, tensor(value, first)]];
      if (Array.isArray(value) && value.length > 0 && value.every(isReference))
        return [[key, value.map((one) => tensor(one, first))]];
      throw new StudioError('model/unsupported-layer', { layer: `${layerName(layer)} (${key})` });
    }),
  );
  // Several tensors are one list, as merging layers and models take them; states follow a sequence in that list too.
  return { args: tensors.length === 1 ? tensors : [tensors], kwargs };
}

/** Entries that were about how to compute, or that newer files do not have, and change no result. */
const dropped = new Set([
  'batch_input_shape',
  'implementation',
  'input_dtype',
  'input_length',
  'use_cudnn',
  'fused',
  'virtual_batch_size',
  'adjustment',
  'ragged',
  'autocast',
  'time_major',
  'input_shape',
  'query_shape',
  'key_shape',
  'value_shape',
]);
const renamedActivations: Readonly<Record<string, string>> = { swish: 'silu', hard_swish: 'hard_silu' };

function modernLayer(layer: KerasConfig): KerasConfig {
  if (isModelClass(layer.class_name)) return modernModel(layer);
  const { config } = layer;
  const name = layerName(layer);
  if (layer.class_name === 'InputLayer') {
    const dtype = textOr(config['dtype'], 'float32');
    const shape = config['batch_input_shape'] ?? config['batch_shape'];
    return standard('InputLayer', { batch_shape: shape, dtype, sparse: false, ragged: false, name, optional: false });
  }
  if (config['time_major'] === true)
    throw new StudioError('model/unsupported-layer', { layer: `${layer.class_name} "${name}" (time_major = true)` });
  const entries = Object.entries(config)
    // What TensorFlow.js leaves open, it writes as null; it is how weights start, and these have started.
    .filter(([key, value]) => !(key === 'unit_forget_bias' && value === null))
    .filter(([key]) => !dropped.has(key) && !(key === 'input_dim' && layer.class_name !== 'Embedding'))
    .map(([key, value]) => [key, modernValue(key, value)]);
  const made: JsonRecord = { ...Object.fromEntries(entries), name, dtype: modernDtype(config['dtype']) };
  const registered: unknown = layer.registered_name;
  // Custom classes keep what names them, and are refused by it.
  if (typeof registered === 'string' && registered !== layer.class_name) return { ...layer, config: made };
  if (typeof layer.module === 'string' && !/^(tensorflow\.(python\.)?)?keras(\.src)?\.layers/.test(layer.module))
    return { ...layer, config: made };
  return standard(layer.class_name, withOldDefaults(layer.class_name, made));
}

const standard = (className: string, config: JsonRecord): KerasConfig => ({
  module: 'keras.layers',
  class_name: className,
  config,
  registered_name: null,
});

/** Policies were written under other names; anything but float32 is refused where layers are read. */
function modernDtype(dtype: unknown): unknown {
  if (isRecord(dtype) && isRecord(dtype['config'])) return dtype['config']['name'] ?? 'float32';
  return typeof dtype === 'string' && dtype.startsWith('int') ? 'float32' : (dtype ?? 'float32');
}

function withOldDefaults(className: string, config: JsonRecord): JsonRecord {
  switch (className) {
    case 'BatchNormalization': {
      // tf.keras wrote a list of one.
      const axis = config['axis'];
      return { ...config, axis: Array.isArray(axis) && axis.length === 1 ? (axis[0] as unknown) : axis };
    }
    case 'LeakyReLU': {
      const { alpha, ...rest } = config;
      return { ...rest, ...(alpha === undefined ? {} : { negative_slope: alpha }) };
    }
    case 'GRU':
      // Before there was a choice, reset came before.
      return { reset_after: false, ...config };
    default:
      return config;
  }
}

function modernValue(key: string, value: unknown): unknown {
  if (key === 'layer' || key === 'backward_layer') {
    const inner = withLayerList(value);
    return isKerasConfig(inner) ? modernLayer(inner) : value;
  }
  if (key.endsWith('activation') && typeof value === 'string') return renamedActivations[value] ?? value;
  if (key.endsWith('initializer') && isKerasConfig(value)) return modernInitializer(value);
  return value;
}

/** Keras 2's normal distribution was the truncated one; the type of numbers is the layer's. */
function modernInitializer({ class_name: className, config }: KerasConfig): JsonRecord {
  const { dtype: _, ...rest } = config;
  const distribution = className === 'VarianceScaling' && rest['distribution'] === 'normal' ? 'truncated_normal' : null;
  return {
    module: 'keras.initializers',
    class_name: className,
    config: distribution === null ? rest : { ...rest, distribution },
    registered_name: null,
  };
}
