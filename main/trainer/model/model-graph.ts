/**
 * Sequential and Functional as layers: a list of calls in the order of the config, each tensor known by the layer, the
 * number of its call and the output. A layer that is called several times shares its weights.
 */
import { readEnds } from '../../../shared/keras/model-ends.ts';
import { StudioError } from '../../../shared/problem.ts';
import { isKerasConfig, isRecord, textOr, type KerasConfig } from './config.ts';
import type { BuiltLayer, LayerBody, LayerInput, LayerSetup, Mask, Shape, Tensor } from './layer.ts';
import { inKerasOrder, readsRecordedMask, recordedMasks } from './recorded-masks.ts';

/** Where a tensor comes from: layer, number of the layer's call, output of that call. */
export interface Source {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}
export interface Call {
  readonly layer: string;
  readonly call: number;
  readonly sources: readonly Source[];
  /** Keras' call argument `use_causal_mask`. */
  readonly causal?: boolean;
}
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

/** Only calls that an output depends on: the operations of derived masks stand in the list too. */
function neededCalls(calls: readonly Call[], outputs: readonly Source[]): Call[] {
  const byName = new Map(calls.map((call) => [`${call.layer}:${call.call}`, call]));
  const needed = new Set<Call>();
  const visit = (source: Source): void => {
    const call = byName.get(`${source.layer}:${source.call}`);
    if (call === undefined || needed.has(call)) return;
    needed.add(call);
    call.sources.forEach(visit);
  };
  outputs.forEach(visit);
  return calls.filter((call) => needed.has(call));
}

/** Keras lists layers by depth; a layer that is called twice may be listed before the source of its second call. */
function inCallOrder(pending: readonly Call[], inputs: readonly Source[]): Call[] {
  const ready = new Set(inputs.map((source) => `${source.layer}:${source.call}`));
  const ordered: Call[] = [];
  let rest = pending;
  while (rest.length > 0) {
    const later: Call[] = [];
    for (const call of rest) {
      if (call.sources.every((source) => ready.has(`${source.layer}:${source.call}`))) {
        ordered.push(call);
        ready.add(`${call.layer}:${call.call}`);
      } else {
        later.push(call);
      }
    }
    if (later.length === rest.length) {
      const names = later.map((call) => call.layer).join(', ');
      throw new StudioError('model/unreadable', {
        expected: 'layers in an order that can be computed',
        received: names,
      });
    }
    rest = later;
  }
  return ordered;
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

export function layerName(layer: KerasConfig): string {
  const name = layer.config['name'] ?? (layer as unknown as Record<string, unknown>)['name'];
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
  const nodes = (layer as unknown as Record<string, unknown>)['inbound_nodes'];
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

/** `input_layers` and `output_layers`: one source, or a list of them. */
function readSources(value: unknown): Source[] {
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

/** Builds every layer of a plan at its first call and returns the model as a layer. */
export function buildGraph(setup: Pick<LayerSetup, 'addChild' | 'tf'>, plan: ModelPlan): LayerBody {
  const configs = new Map(plan.layers.map((layer) => [layerName(layer), layer]));
  const built = new Map<string, BuiltLayer>();
  const shapes = new Map<string, readonly Shape[]>();
  plan.inputSources.forEach((source, index) =>
    shapes.set(`${source.layer}:${source.call}`, [plan.inputs[index]?.shape ?? []]),
  );

  const shapeOf = (source: Source, known: ReadonlyMap<string, readonly Shape[]>): Shape => {
    const shape = known.get(`${source.layer}:${source.call}`)?.[source.output];
    if (shape === undefined)
      throw new StudioError('model/unreadable', {
        expected: `output ${source.output} of ${source.layer}`,
        received: 'nothing',
      });
    return shape;
  };
  for (const call of plan.calls) {
    const config = configs.get(call.layer);
    if (config === undefined)
      throw new StudioError('model/unreadable', { expected: `layer ${call.layer}`, received: 'nothing' });
    const inputShapes = call.sources.map((source) => shapeOf(source, shapes));
    const layer = built.get(call.layer) ?? setup.addChild(`layers`, config, inputShapes);
    built.set(call.layer, layer);
    shapes.set(`${call.layer}:${call.call}`, layer.outputShapes(inputShapes));
  }
  const layerOf = (name: string): BuiltLayer => {
    const layer = built.get(name);
    if (layer === undefined) throw new RangeError(`layer ${name} was not built`);
    return layer;
  };
  const batchSize =
    plan.inputs[0]?.shape[0] ?? [...built.values()].find((layer) => layer.batchSize !== undefined)?.batchSize;

  return {
    ...(batchSize !== undefined ? { batchSize } : {}),
    mixesBatch: [...built.values()].some((layer) => layer.mixesBatch === true),
    outputShapes(inputs) {
      const known = new Map<string, readonly Shape[]>();
      plan.inputSources.forEach((source, index) => known.set(`${source.layer}:${source.call}`, [inputs[index] ?? []]));
      for (const call of plan.calls) {
        known.set(
          `${call.layer}:${call.call}`,
          layerOf(call.layer).outputShapes(call.sources.map((source) => shapeOf(source, known))),
        );
      }
      return plan.outputSources.map((source) => shapeOf(source, known));
    },
    call({ inputs, masks }, context) {
      const results = new Map<string, Result>();
      const forgotten = new Set<string>();
      plan.inputSources.forEach((source, index) => {
        const input = inputs[index];
        const own = [masks[index] ?? null];
        if (input !== undefined)
          results.set(`${source.layer}:${source.call}`, { outputs: [input], masks: own, recorded: own });
      });
      for (const call of plan.calls) {
        const layer = layerOf(call.layer);
        const { inputs: tensors, masks: found, recorded } = gather(call.sources, results, forgotten);
        const reads = readsRecordedMask(layer.className, call.sources.length);
        const causal = call.causal === undefined ? {} : { causal: call.causal };
        const result = layer.call({ inputs: tensors, masks: reads ? recorded : found, ...causal }, context);
        context.observe?.(call.layer, result.outputs);
        const isSame = reads || found.every((mask, index) => mask === recorded[index]);
        results.set(`${call.layer}:${call.call}`, {
          ...result,
          recorded: isSame ? result.masks : recordedMasks(setup.tf, layer.className, recorded, result.masks),
        });
        if (layer.forgetsMasks === true) for (const source of call.sources) forgotten.add(tensorKey(source));
      }
      const { inputs: outputs, masks: outputMasks } = gather(plan.outputSources, results, forgotten);
      return { outputs, masks: outputMasks };
    },
    resetStates() {
      for (const layer of built.values()) layer.resetStates?.();
    },
  };
}

/** What a call gave: tensors, the masks on them, and the masks as the graph was drawn with (see recorded-masks.ts). */
interface Result {
  readonly outputs: readonly Tensor[];
  readonly masks: readonly Mask[];
  readonly recorded: readonly Mask[];
}

const tensorKey = ({ layer, call, output }: Source): string => `${layer}:${call}:${output}`;

function gather(
  sources: readonly Source[],
  results: ReadonlyMap<string, Result>,
  forgotten: ReadonlySet<string>,
): LayerInput & { readonly recorded: readonly Mask[] } {
  const inputs: Tensor[] = [];
  const masks: Mask[] = [];
  const recorded: Mask[] = [];
  for (const source of sources) {
    const result = results.get(`${source.layer}:${source.call}`);
    const tensor = result?.outputs[source.output];
    if (tensor === undefined) throw new RangeError(`no output ${source.output} of ${source.layer}`);
    inputs.push(tensor);
    masks.push(forgotten.has(tensorKey(source)) ? null : (result?.masks[source.output] ?? null));
    recorded.push(result?.recorded[source.output] ?? null);
  }
  return { inputs, masks, recorded };
}
