/** A drawn graph as Keras' functional config, every parameter explicit: what engine and exporters read. */
import type { InputSpec } from '../data/spec-types.ts';
import {
  type Arrival,
  type Arrivals,
  boundSpec,
  createLookup,
  type GraphInference,
  type InferOptions,
  inferDefinition,
  inferGraph,
} from '../graph/infer-shapes.ts';
import type { Definition, Graph, GraphDoc, GraphNode, Wire } from '../graph/graph-doc.ts';
import { plainDoc } from '../graph/bypass.ts';
import { baseName, nodeNames, safeName, uniqueName } from '../graph/names.ts';
import { blockType, definitionOf, inputNodes, outputNodes, portsOf } from '../graph/ports.ts';
import type { Shape } from '../graph/shape.ts';
import { topology } from '../graph/topology.ts';
import { usedInputs, usedNodes } from '../graph/used-nodes.ts';
import type { DefinitionId, NodeId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import type { CompileLookup, InputShapes, LayerType } from '../layers/layer-type.ts';
import { snakeCase } from '../layers/keras-objects.ts';
import { paramsToKeras } from '../layers/keras-values.ts';
import { type ParamValues, parseParams } from '../layers/param-values.ts';
import type { WrappedLayer } from '../layers/params.ts';
import { type Problem, problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import {
  float32Policy,
  type FunctionalConfig,
  type FunctionalLayer,
  type InboundNode,
  type KerasHistory,
  type KerasModelConfig,
  type KerasTensor,
  type SerializedKerasObject,
} from './keras-config.ts';
import { inKerasOrder } from './layer-order.ts';
import { writeEnds } from './model-ends.ts';

/**
 * The model's config. Inputs are in the order of the recipe's inputs, outputs in the order of the Output nodes. Nodes
 * that lead to no output are left out, as Keras does, and so are bypassed ones. Masks are not written: Keras and the
 * engine derive them.
 * Fails with every error that inference finds, with `graph/no-input` or `graph/no-output`.
 */
export function graphToKeras(
  drawn: GraphDoc,
  options: InferOptions,
  name = 'model',
): Result<KerasModelConfig, readonly Problem[]> {
  const inference = inferGraph(drawn, options);
  const doc = plainDoc(drawn);
  const used = usedNodes(doc, doc.definitions);
  const errors = errorsOf(inference, used);
  if (outputNodes(doc).length === 0) errors.push(problem('graph/no-output'));
  else if (!inputNodes(doc).some((node) => used.has(node.id))) errors.push(problem('graph/no-input'));
  if (errors.length > 0) return failed(errors);
  return ok(functional(doc, doc.definitions, inference, options.inputSpecs, safeName(name) || 'model', []));
}

/**
 * The config of a drawing or of a definition as far as the order and the wiring of its layers go; null while it has no
 * output or an error.
 */
export function drawnLayers(
  drawn: Graph,
  allDefinitions: readonly Definition[],
  inference: GraphInference,
): KerasModelConfig | null {
  const { definitions, ...graph } = plainDoc({ ...drawn, definitions: allDefinitions });
  const isWhole = outputNodes(graph).length > 0 && errorsOf(inference, usedNodes(graph, definitions)).length === 0;
  return isWhole ? functional(graph, definitions, inference, [], 'model', []) : null;
}

/** Errors inside a block belong to the model; those of nodes that lead nowhere do not. */
const errorsOf = ({ problems }: GraphInference, used: ReadonlySet<NodeId>): Problem[] =>
  problems.filter(
    (found) =>
      found.severity === 'error' &&
      (found.definitionId !== undefined ||
        found.code === 'graph/bypass' ||
        found.nodeId === undefined ||
        used.has(found.nodeId as NodeId)),
  );

const sizes = (shape: Shape): readonly (number | null)[] => shape.map((axis) => axis.size);

/** What a compiled tensor is called. */
interface Source {
  readonly history: KerasHistory;
  readonly shape: Shape;
  readonly dtype: string;
}

function functional(
  graph: Graph,
  definitions: readonly Definition[],
  inference: GraphInference,
  specs: readonly InputSpec[],
  name: string,
  stack: readonly DefinitionId[],
): KerasModelConfig {
  const order = topology(graph);
  const used = usedNodes(graph, definitions, order);
  const names = layerNames(graph, definitions);
  const sources = new Map<string, Source>();
  const layers: FunctionalLayer[] = [];
  const inputs = orderedInputs(graph, specs).filter((node) => used.has(node.id));
  const add = (
    node: GraphNode,
    layer: SerializedKerasObject,
    layerName: string,
    inbound: InboundNode | undefined,
    dtype: string,
  ): void => {
    const index = layers.findIndex((known) => known.name === layerName);
    const known = layers[index];
    const inboundNodes = [...(known?.inbound_nodes ?? []), ...(inbound ? [inbound] : [])];
    if (known) layers[index] = { ...known, inbound_nodes: inboundNodes };
    else layers.push({ ...layer, name: layerName, inbound_nodes: inboundNodes });
    portsOf(node, definitions).outputs.forEach((port, output) => {
      const shape = inference.nodes.get(node.id)?.outputs[port.name] ?? [];
      sources.set(`${node.id}:${port.name}`, {
        history: [layerName, Math.max(0, inboundNodes.length - 1), output],
        shape,
        dtype,
      });
    });
  };

  for (const node of inputs) {
    const layerName = names.get(node.id) ?? node.id;
    const dtype = inputDtype(node, graph, specs);
    add(node, inputLayer(layerName, inference.nodes.get(node.id)?.outputs.y ?? [], dtype), layerName, undefined, dtype);
  }
  for (const node of order.order) {
    if (!used.has(node.id) || node.type === 'input' || node.type === 'output') continue;
    const layerName = names.get(node.id) ?? node.id;
    const incoming = order.incoming.get(node.id) ?? [];
    const arriving = inference.nodes.get(node.id)?.inputs ?? {};
    if (node.type === blockType) {
      const definition = definitionOf(definitions, node);
      if (!definition) continue;
      const arrivals = portsOf(node, definitions).inputs.map(({ name }) => arrivalAt(name, incoming, inference));
      add(
        node,
        nested(definition, definitions, arrivals, layerName, stack),
        layerName,
        blockInbound(node, definitions, incoming, sources),
        'float32',
      );
      continue;
    }
    const type = layerType(node.type);
    const params = type && parseParams(type, node.params);
    if (!type || !params?.ok) continue;
    add(
      node,
      layerConfig(type, params.value, layerName, arriving, compileLookup(definitions, stack)),
      layerName,
      layerInbound(type, params.value, incoming, sources),
      'float32',
    );
  }
  const outputs = outputNodes(graph).flatMap((node) =>
    (order.incoming.get(node.id) ?? []).slice(0, 1).map((wire) => sourceOf(wire, sources).history),
  );
  const config: FunctionalConfig = {
    name,
    trainable: true,
    layers: inKerasOrder(layers, outputs),
    input_layers: oneOrAll(inputs.map((node): KerasHistory => [names.get(node.id) ?? node.id, 0, 0])),
    output_layers: oneOrAll(writeEnds(outputs, layers)),
  };
  return {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: { ...config },
    registered_name: 'Functional',
  };
}

const oneOrAll = (ends: readonly KerasHistory[]): KerasHistory | readonly KerasHistory[] =>
  ends.length === 1 && ends[0] ? ends[0] : ends;

/** A definition applied by several blocks is one layer: its blocks all have the first one's name. */
export function layerNames(graph: Graph, definitions: readonly Definition[]): ReadonlyMap<NodeId, string> {
  const names = new Map(nodeNames(graph.nodes.filter((node) => node.type !== blockType)));
  const taken = new Set(names.values());
  const shared = new Map<DefinitionId, string>();
  for (const node of graph.nodes) {
    const definition = node.type === blockType ? definitionOf(definitions, node) : undefined;
    if (!definition) continue;
    const name = shared.get(definition.id) ?? uniqueName(safeName(definition.name) || 'block', taken);
    taken.add(name);
    shared.set(definition.id, name);
    names.set(node.id, name);
  }
  return names;
}

/** In the order of the recipe's inputs; Inputs without one keep their place behind. */
function orderedInputs(graph: Graph, specs: readonly InputSpec[]): readonly GraphNode[] {
  const place = (node: GraphNode): number => {
    const spec = boundSpec(node, graph, specs);
    return spec ? specs.indexOf(spec) : specs.length;
  };
  return [...inputNodes(graph)].sort((a, b) => place(a) - place(b));
}

function inputDtype(node: GraphNode, graph: Graph, specs: readonly InputSpec[]): string {
  const own = node.params.dtype === 'int32' ? 'int32' : 'float32';
  return boundSpec(node, graph, specs)?.dtype ?? own;
}

const inputLayer = (name: string, shape: Shape, dtype: string): SerializedKerasObject => ({
  module: 'keras.layers',
  class_name: 'InputLayer',
  config: { batch_shape: sizes(shape), dtype, sparse: false, ragged: false, name, optional: false },
  registered_name: null,
});

/** Config of one layer: name, trainable, dtype, then its parameters under Keras' names. */
function layerConfig(
  type: LayerType,
  params: ParamValues,
  name: string,
  inputs: InputShapes,
  lookup: CompileLookup,
): SerializedKerasObject {
  const config: Record<string, unknown> = {
    name,
    trainable: true,
    dtype: float32Policy,
    ...paramsToKeras(type.params, params),
    ...type.keras?.fixed,
    ...type.keras?.toConfig?.(params, lookup, inputs),
  };
  for (const name of type.keras?.callParams ?? []) delete config[snakeCase(name)];
  for (const [key, value] of Object.entries(config)) if (value === undefined) delete config[key];
  if (config.trainable === false) freeze(config);
  return classOf(type, config);
}

/** A wrapper hands `trainable` on when it is set, not when a file is read: Keras would train what a frozen one holds. */
function freeze(config: Record<string, unknown>): void {
  for (const key of ['layer', 'backward_layer']) {
    const inner = config[key] as SerializedKerasObject | null | undefined; // made by `toConfig`, absent elsewhere
    if (inner) config[key] = { ...inner, config: { ...inner.config, trainable: false } };
  }
}

/** Classes of the studio's own have no module: Keras finds them by the name that their Python file registers. */
function classOf({ id, keras }: LayerType, config: Readonly<Record<string, unknown>>): SerializedKerasObject {
  const className = keras?.class ?? id;
  return keras?.package
    ? { module: null, class_name: className, config, registered_name: `${keras.package}>${className}` }
    : { module: 'keras.layers', class_name: className, config, registered_name: null };
}

function compileLookup(definitions: readonly Definition[], stack: readonly DefinitionId[]): CompileLookup {
  const lookup: CompileLookup = {
    ...createLookup(definitions, stack),
    wrappedConfig: (wrapped, input, override = {}) =>
      wrappedConfig(wrapped, input, override, definitions, stack, lookup),
  };
  return lookup;
}

function wrappedConfig(
  wrapped: WrappedLayer,
  input: Shape,
  override: Readonly<Record<string, unknown>>,
  definitions: readonly Definition[],
  stack: readonly DefinitionId[],
  lookup: CompileLookup,
): SerializedKerasObject {
  if ('definition' in wrapped) {
    const definition = definitions.find((candidate) => candidate.id === wrapped.definition);
    if (definition)
      return nested(
        definition,
        definitions,
        [{ shape: input, masked: false }],
        safeName(definition.name) || 'block',
        stack,
      );
  }
  const type = 'type' in wrapped ? layerType(wrapped.type) : undefined;
  const params = type && 'params' in wrapped ? parseParams(type, wrapped.params) : undefined;
  if (!type || !params?.ok) throw new Error('a wrapped layer is compiled only after inference has accepted it');
  const name = ('name' in wrapped && wrapped.name) || baseName(type.id);
  const built = layerConfig(type, params.value, name, { x: [input] }, lookup);
  return { ...built, config: { ...built.config, ...override } };
}

function nested(
  definition: Definition,
  definitions: readonly Definition[],
  arrivals: Arrivals,
  name: string,
  stack: readonly DefinitionId[],
): KerasModelConfig {
  const inference = inferDefinition(definitions, definition.id, arrivals, stack);
  if (!inference) throw new Error('a definition is compiled only after inference has found it');
  return functional(definition, definitions, inference, [], name, [...stack, definition.id]);
}

function arrivalAt(port: string, incoming: readonly Wire[], inference: GraphInference): Arrival | undefined {
  const wire = incoming.find(({ to }) => to.port === port);
  const found = wire && inference.wires.get(wire.id);
  return found && { shape: found.shape, masked: found.masked };
}

function sourceOf(wire: Wire, sources: ReadonlyMap<string, Source>): Source {
  const source = sources.get(`${wire.from.node}:${wire.from.port}`);
  if (!source) throw new Error('nodes are compiled in topological order, so a source is there before its reader');
  return source;
}

function tensor({ history, shape, dtype }: Source): KerasTensor {
  return { class_name: '__keras_tensor__', config: { shape: sizes(shape), dtype, keras_history: history } };
}

function blockInbound(
  node: GraphNode,
  definitions: readonly Definition[],
  incoming: readonly Wire[],
  sources: ReadonlyMap<string, Source>,
): InboundNode {
  const definition = definitionOf(definitions, node);
  const open = definition ? usedInputs(definition, definitions) : new Set<string>();
  const ports = portsOf(node, definitions).inputs.filter(({ name }) => open.has(name));
  const tensors = ports.flatMap(({ name }) =>
    incoming.filter((wire) => wire.to.port === name).map((wire) => tensor(sourceOf(wire, sources))),
  );
  return { args: tensors.length === 1 ? tensors : [tensors], kwargs: {} };
}

function layerInbound(
  type: LayerType,
  params: ParamValues,
  incoming: readonly Wire[],
  sources: ReadonlyMap<string, Source>,
): InboundNode {
  const [first] = type.inputs;
  const at = (port: string): readonly KerasTensor[] =>
    incoming.filter((wire) => wire.to.port === port).map((wire) => tensor(sourceOf(wire, sources)));
  const { callPorts, callParams = [] } = type.keras ?? {};
  if (callPorts) {
    const tensors = type.inputs.flatMap(({ name }) => at(name));
    const set = callParams.filter((name) => params[name] === true).map((name) => [snakeCase(name), true] as const);
    return { args: callPorts === 'list' ? [tensors] : tensors, kwargs: Object.fromEntries(set) };
  }
  const main = first ? at(first.name) : [];
  const keyword = type.keras?.keywordPorts;
  const extra = keyword ? keyword.ports.flatMap((port) => at(port)) : [];
  return {
    args: first?.many ? [main] : main,
    kwargs: keyword && extra.length > 0 ? { [keyword.argument]: extra.length === 1 ? extra[0] : extra } : {},
  };
}
