/**
 * The wiring of a serialised Sequential or Functional model as a list of calls, each tensor known by the layer, the
 * number of its call and the output.
 */
import { readEnds } from '../../../shared/keras/model-ends.ts';
import { StudioError } from '../../../shared/problem.ts';
import { type Call, inCallOrder, inKerasOrder, neededCalls, type Source } from './call-order.ts';
import { isKerasConfig, textOr, type KerasConfig } from './config.ts';
import type { Shape } from './layer.ts';
import { isRecord } from '../../../shared/json.ts';

export interface ModelInput {
  readonly name: string;
  /** With the batch axis, null where free. */
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
}
export interface ModelPlan {
  readonly kind: 'Sequential' | 'Functional';
  readonly inputs: readonly ModelInput[];
  readonly layers: readonly KerasConfig[];
  readonly calls: readonly Call[];
  readonly inputSources: readonly Source[];
  readonly outputSources: readonly Source[];
}

/** True for the classes that hold other layers as a graph. */
export function isModelClass(className: string): className is 'Sequential' | 'Functional' {
  return className === 'Sequential' || className === 'Functional' || className === 'Model';
}

/** Reads the wiring of a serialised model. `inputShape`: what a Sequential without InputLayer is called with. */
export function planModel(model: KerasConfig, inputShape?: Shape): ModelPlan {
  const layers = model.config['layers'];
  if (!Array.isArray(layers) || !layers.every(isKerasConfig)) {
    throw new StudioError('model/unreadable', {
      expected: 'a list of layers',
      received: JSON.stringify(layers).slice(0, 80),
    });
  }
  return model.class_name === 'Sequential' ? planSequential(layers, inputShape) : planFunctional(model, layers);
}

function planSequential(layers: readonly KerasConfig[], inputShape: Shape | undefined): ModelPlan {
  const [first, ...rest] = layers;
  const own = first !== undefined && first.class_name === 'InputLayer';
  const input: ModelInput = own ? readInput(first) : { name: 'input_layer', shape: inputShape ?? [], dtype: 'float32' };
  if (!own && inputShape === undefined) {
    throw new StudioError('model/unreadable', {
      expected: 'an InputLayer first',
      received: first?.class_name ?? 'no layer',
    });
  }
  const others = own ? rest : layers;
  let last: Source = { layer: input.name, call: 0, output: 0 };
  const calls = others.map((layer): Call => {
    const call: Call = { layer: layerName(layer), call: 0, sources: [last] };
    last = { layer: call.layer, call: 0, output: 0 };
    return call;
  });
  return {
    kind: 'Sequential',
    inputs: [input],
    layers: others,
    calls,
    inputSources: [{ layer: input.name, call: 0, output: 0 }],
    outputSources: [last],
  };
}

function planFunctional(model: KerasConfig, layers: readonly KerasConfig[]): ModelPlan {
  const inputSources = readSources(model.config['input_layers']);
  const byName = new Map(layers.map((layer) => [layerName(layer), layer]));
  const inputs = inputSources.map((source) => {
    const layer = byName.get(source.layer);
    if (layer === undefined)
      throw new StudioError('model/unreadable', { expected: `layer ${source.layer}`, received: 'nothing' });
    return readInput(layer);
  });
  const ends = readSources(model.config['output_layers']).map(
    ({ layer, call, output }) => [layer, call, output] as const,
  );
  const outputSources = readEnds(ends, layers).map(([layer, call, output]): Source => ({ layer, call, output }));
  const pending: Call[] = layers.flatMap((layer) => {
    if (layer.class_name === 'InputLayer') return [];
    return readInboundNodes(layer).map((inbound, call) => ({ layer: layerName(layer), call, ...inbound }));
  });
  return {
    kind: 'Functional',
    inputs,
    layers,
    calls: inKerasOrder(inCallOrder(neededCalls(pending, outputSources), inputSources), outputSources),
    inputSources,
    outputSources,
  };
}

function readInput(layer: KerasConfig): ModelInput {
  const { config } = layer;
  const shape = config['batch_shape'] ?? config['batch_input_shape'];
  if (!Array.isArray(shape) || !shape.every((size) => size === null || typeof size === 'number')) {
    throw new StudioError('model/unreadable', {
      layer: layerName(layer),
      expected: 'batch_shape',
      received: JSON.stringify(shape),
    });
  }
  const dtype = textOr(config['dtype'], 'float32').startsWith('int') ? 'int32' : 'float32';
  return { name: layerName(layer), shape, dtype };
}

/** The name in a layer's config, or beside it in files of Keras 2. Throws `model/unreadable` where there is none. */
export function layerName(layer: KerasConfig): string {
  const name = layer.config['name'] ?? layer.name;
  if (typeof name !== 'string')
    throw new StudioError('model/unreadable', { layer: layer.class_name, expected: 'a name', received: 'none' });
  return name;
}

/** Names of the operations that Keras' own `compute_mask` functions leave in a graph. */
const maskOperations = new Set([
  'any',
  'not_equal',
  'logical_or',
  'logical_and',
  'concatenate',
  'expand_dims',
  'zeros_like',
  'ones_like',
  'squeeze',
  'convert_to_tensor',
]);

type Inbound = Pick<Call, 'sources' | 'causal'>;

/** Keras' arguments of MultiHeadAttention that are tensors, in their order. */
const attentionArguments = ['query', 'value', 'key'];

/** The tensors of each call, in the order of the arguments: positional first, then `initial_state`. */
function readInboundNodes(layer: KerasConfig): Inbound[] {
  const nodes = layer.inbound_nodes;
  if (!Array.isArray(nodes)) return [];
  return nodes.map((node: unknown) => {
    if (!isRecord(node)) {
      throw new StudioError('model/unreadable', {
        layer: layerName(layer),
        expected: 'nodes as Keras 3 writes them',
        received: 'a Keras 2 list',
      });
    }
    const sources: Source[] = [];
    collectTensors(node['args'], sources);
    const named: readonly string[] = layer.class_name === 'MultiHeadAttention' ? attentionArguments : [];
    const kwargs = isRecord(node['kwargs']) ? node['kwargs'] : {};
    for (const [key, value] of Object.entries(kwargs)) {
      const found: Source[] = [];
      collectTensors(value, found);
      // Keras writes the mask that it derived itself, as a small graph of comparisons; ours is derived again.
      if (key === 'mask' && found.every((source) => maskOperations.has(source.layer.replace(/_\d+$/, '')))) continue;
      const isKnown = key === 'initial_state' || (named.includes(key) && named.indexOf(key) >= sources.length);
      if ((found.length > 0 && !isKnown) || (key === 'return_attention_scores' && value === true)) {
        throw new StudioError('model/unsupported-layer', { layer: `${layerName(layer)} called with ${key}` });
      }
      if (named.length === 0) sources.push(...found);
    }
    for (const argument of named.slice(sources.length)) collectTensors(kwargs[argument], sources);
    return kwargs['use_causal_mask'] === true ? { sources, causal: true } : { sources };
  });
}

function collectTensors(value: unknown, into: Source[]): void {
  if (Array.isArray(value)) {
    for (const one of value) collectTensors(one, into);
    return;
  }
  if (isRecord(value) && value['class_name'] === '__keras_tensor__' && isRecord(value['config'])) {
    into.push(readSource(value['config']['keras_history']));
  }
}

/** `input_layers` and `output_layers`: one source, a list of them, or a dictionary, which Keras takes by its sorted keys. */
function readSources(value: unknown): Source[] {
  if (isRecord(value))
    return Object.keys(value)
      .toSorted()
      .map((key) => readSource(value[key]));
  if (!Array.isArray(value))
    throw new StudioError('model/unreadable', { expected: 'input_layers and output_layers', received: 'nothing' });
  return typeof value[0] === 'string' ? [readSource(value)] : value.map(readSource);
}

function readSource(value: unknown): Source {
  if (Array.isArray(value)) {
    const [layer, call, output] = value as unknown[];
    if (typeof layer === 'string' && typeof call === 'number' && typeof output === 'number')
      return { layer, call, output };
  }
  throw new StudioError('model/unreadable', { expected: '[layer, call, output]', received: JSON.stringify(value) });
}
