/**
 * Keras' saved model (Functional or Sequential, nested ones too) as a drawn graph. What cannot be said is refused by
 * name with `model/unsupported-layer`; nothing is left out silently.
 */
import { applyLayout } from '../graph/layout.ts';
import { portsOf } from '../graph/ports.ts';
import type { Definition, Graph, GraphDoc, GraphNode, ParamValue, Wire } from '../graph/graph-doc.ts';
import { type DefinitionId, newId, type NodeId, type WireId } from '../ids.ts';
import { allLayerTypes } from '../layers/index.ts';
import { camelCase } from '../layers/keras-objects.ts';
import { type Problem, StudioError } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import { histories, type History, type Inbound, inboundNodes, tensorsIn } from './inbound-nodes.ts';
import { readEnds } from './model-ends.ts';
import { isCallParam, readLayer } from './read-layer.ts';
import { isModel, layerName, refuse, short, textOf, unreadable } from './saved-layer.ts';
import { withoutMaskOperations } from './without-mask-operations.ts';
import { isRecord, type JsonRecord } from '../json.ts';

/** Reads `config.json` of a `.keras` file, or what `model.to_json()` gives. Inputs keep the shapes of the file. */
export function kerasToGraph(config: unknown): Result<GraphDoc, Problem> {
  try {
    if (!isRecord(config) || !isModel(config)) throw unreadable('config');
    const definitions: Definition[] = [];
    const graph = readModel(config, definitions);
    return ok(applyLayout({ ...graph, definitions }));
  } catch (error) {
    // Reading stops at the first thing that cannot be said, wherever it is nested.
    if (error instanceof StudioError) return failed(error.problem);
    throw error;
  }
}

interface Reader {
  readonly nodes: GraphNode[];
  readonly wires: Wire[];
  readonly definitions: Definition[];
  /** Definitions that a model of this graph has become: another one has weights of its own, and needs its own. */
  readonly applied: Set<DefinitionId>;
}

function readModel(model: JsonRecord, definitions: Definition[]): Graph {
  const config = model.config;
  if (!isRecord(config) || !Array.isArray(config.layers)) throw unreadable(textOf(model.class_name));
  const layers = config.layers.map((layer: unknown) => {
    if (!isRecord(layer) || !isRecord(layer.config) || typeof layer.class_name !== 'string') throw unreadable('layers');
    return layer;
  });
  const reader: Reader = { nodes: [], wires: [], definitions, applied: new Set() };
  if (model.class_name === 'Sequential') readSequential(layers, config, reader);
  else readFunctional(layers, config, reader);
  return { nodes: reader.nodes, wires: reader.wires };
}

function readSequential(layers: readonly JsonRecord[], config: JsonRecord, reader: Reader): void {
  let from: { node: NodeId; port: string } | undefined;
  const first = layers[0];
  if (first && first.class_name !== 'InputLayer') {
    // Without an input layer the shape stands beside the layers.
    const shape = config.build_input_shape ?? (isRecord(first.config) ? first.config.batch_input_shape : undefined);
    if (!Array.isArray(shape)) throw unreadable('build_input_shape');
    from = { node: addInput({ batch_shape: shape, dtype: 'float32' }, 'input_layer', reader), port: 'y' };
  }
  for (const layer of layers) {
    const node = addLayer(layer, reader);
    const ports = portNames(node, reader);
    if (from) connect(from, { node: node.id, port: ports.inputs[0] ?? 'x' }, reader);
    from = { node: node.id, port: ports.outputs[0] ?? 'y' };
  }
  if (from) connect(from, { node: addOutput('', reader), port: 'x' }, reader);
}

/** One application of a layer: the node that stands for it. */
type Applications = ReadonlyMap<string, readonly GraphNode[]>;

function readFunctional(layers: readonly JsonRecord[], config: JsonRecord, reader: Reader): void {
  const kept = withoutMaskOperations(layers);
  const applications = new Map<string, GraphNode[]>();
  for (const layer of kept) {
    const inbound = inboundNodes(layer);
    const name = layerName(layer);
    const count = layer.class_name === 'InputLayer' ? 1 : inbound.length;
    const first = count > 1 && !isModel(layer) ? addShared(layer, name, inbound[0], reader) : addLayer(layer, reader);
    const nodes = [first];
    for (let extra = 1; extra < count; extra++) {
      const copy = { ...first, id: newId<NodeId>('block'), name: `${first.name}_${extra}` };
      reader.nodes.push(copy);
      nodes.push(copy);
    }
    applications.set(name, nodes);
  }
  for (const layer of kept) {
    const nodes = applications.get(layerName(layer)) ?? [];
    inboundNodes(layer).forEach((inbound, index) => {
      const node = nodes[index];
      if (node) wireInbound(node, inbound, applications, reader);
    });
  }
  for (const [index, history] of readEnds(config.output_layers, layers).entries()) {
    const from = endOf(history, applications, reader);
    connect(from, { node: addOutput(index === 0 ? '' : `output_${index}`, reader), port: 'x' }, reader);
  }
  orderInputs(histories(config.input_layers), applications, reader);
}

function wireInbound(node: GraphNode, inbound: Inbound, applications: Applications, reader: Reader): void {
  const type = allLayerTypes.find((candidate) => candidate.id === node.type);
  const ports = portNames(node, reader).inputs;
  const main = tensorsIn(inbound.args);
  const keyword = type?.keras?.keywordPorts;
  for (const [argument, value] of Object.entries(inbound.kwargs)) {
    if (argument === 'mask' || argument === 'training' || argument === keyword?.argument) continue;
    if (type && isCallParam(type, argument) && typeof value === 'boolean') continue;
    const port = type?.keras?.callPorts === 'arguments' && ports.includes(argument) ? argument : undefined;
    if (port !== undefined && main.length <= ports.indexOf(port)) {
      for (const history of tensorsIn(value))
        connect(endOf(history, applications, reader), { node: node.id, port }, reader);
      continue;
    }
    if (value === false && argument === 'return_attention_scores') continue;
    if (tensorsIn(value).length > 0 || value !== null) throw refuse(node.name, argument);
  }
  const many = type?.inputs[0]?.many === true;
  main.forEach((history, index) => {
    // A recurrent layer may get its states behind the sequence in the first argument.
    const port = many ? ports[0] : ports[index];
    if (port === undefined) throw refuse(node.name, 'args');
    connect(endOf(history, applications, reader), { node: node.id, port }, reader);
  });
  if (keyword) {
    const open = keyword.ports.filter((port) => ports.includes(port));
    tensorsIn(inbound.kwargs[keyword.argument]).forEach((history, index) => {
      const port = open[index];
      if (port !== undefined) connect(endOf(history, applications, reader), { node: node.id, port }, reader);
    });
  }
}

function endOf(
  [layer, application, output]: History,
  applications: Applications,
  reader: Reader,
): { node: NodeId; port: string } {
  const nodes = applications.get(layer);
  const node = nodes?.[application] ?? nodes?.[0];
  const port = node && portNames(node, reader).outputs[output];
  if (!node || port === undefined) throw unreadable(`keras_history ${layer}`);
  return { node: node.id, port };
}

/** Ports in Keras' order. */
function portNames(
  node: GraphNode,
  { definitions }: Reader,
): { readonly inputs: readonly string[]; readonly outputs: readonly string[] } {
  const definition = definitions.find((candidate) => candidate.id === node.definition);
  if (definition) {
    const ids = (type: string): string[] =>
      definition.nodes.filter((inner) => inner.type === type).map((inner) => inner.id);
    return { inputs: ids('input'), outputs: ids('output') };
  }
  // Keras counts only the tensors that there are: ports that a parameter hides are none of them.
  const { inputs, outputs } = portsOf(node, definitions);
  return { inputs: inputs.map((port) => port.name), outputs: outputs.map((port) => port.name) };
}

const origin = { x: 0, y: 0 };

function connect(from: { node: NodeId; port: string }, to: { node: NodeId; port: string }, { wires }: Reader): void {
  wires.push({ id: newId<WireId>('wire'), from, to });
}

function addOutput(name: string, { nodes }: Reader): NodeId {
  const id = newId<NodeId>('output');
  nodes.push({ id, type: 'output', name: name || 'output', params: {}, position: origin });
  return id;
}

function addInput(config: JsonRecord, name: string, { nodes }: Reader): NodeId {
  const id = newId<NodeId>('input');
  const shape = config.batch_shape ?? config.batch_input_shape;
  if (!Array.isArray(shape)) throw unreadable(`${name}: batch_shape`);
  const sizes = shape.slice(1).map((size: unknown) => (typeof size === 'number' ? size : null));
  const whole = typeof config.dtype === 'string' && config.dtype.startsWith('int');
  const batch: Record<string, ParamValue> = typeof shape[0] === 'number' ? { batchSize: shape[0] } : {};
  nodes.push({
    id,
    type: 'input',
    name,
    params: { from: 'fixed', shape: sizes, ...(whole ? { dtype: 'int32' } : {}), ...batch },
    position: origin,
  });
  return id;
}

function addLayer(layer: JsonRecord, reader: Reader): GraphNode {
  const config = isRecord(layer.config) ? layer.config : {};
  const name = layerName(layer);
  if (layer.class_name === 'InputLayer') {
    const id = addInput(config, name, reader);
    const added = reader.nodes.find((node) => node.id === id);
    if (added) return added;
  }
  const node: GraphNode = isModel(layer)
    ? {
        id: newId<NodeId>('block'),
        type: 'block',
        name,
        params: {},
        position: origin,
        definition: addDefinition(layer, reader.definitions, reader.applied),
      }
    : typedNode(layer, name, reader.definitions, callParams(layer));
  reader.nodes.push(node);
  return node;
}

function typedNode(layer: JsonRecord, name: string, definitions: Definition[], atCall: JsonRecord): GraphNode {
  const { type, params } = readLayer(layer, (model) => addDefinition(model, definitions));
  const set = Object.keys(atCall).filter((argument) => isCallParam(type, argument) && atCall[argument] === true);
  const switches = Object.fromEntries(set.map((argument) => [camelCase(argument), true]));
  return { id: newId<NodeId>(type.id), type: type.id, name, params: { ...params, ...switches }, position: origin };
}

/** What a layer is called with beside tensors; all calls of a shared layer must agree, as they become one node's parameters. */
function callParams(layer: JsonRecord): JsonRecord {
  const [first = {}, ...others] = inboundNodes(layer).map(({ kwargs }) =>
    Object.fromEntries(Object.entries(kwargs).filter(([, value]) => typeof value === 'boolean')),
  );
  const { training: _, ...switches } = first;
  const differs = others.find(({ training: __, ...more }) => JSON.stringify(more) !== JSON.stringify(switches));
  if (differs) throw refuse(layerName(layer), `call arguments ${short(differs)}`);
  return switches;
}

const writtenAs = new WeakMap<Definition, string>();

/**
 * A nested model's definition. One that is written in the same way is taken again, unless a block of this graph already
 * stands for it: wrappers and other graphs never share its weights, so that one drawing serves them all.
 */
function addDefinition(
  model: JsonRecord,
  definitions: Definition[],
  applied: Set<DefinitionId> = new Set(),
): DefinitionId {
  const text = withoutShapes(model);
  const known = definitions.find((definition) => writtenAs.get(definition) === text && !applied.has(definition.id));
  if (known) {
    applied.add(known.id);
    return known.id;
  }
  const id = newId<DefinitionId>('definition');
  applied.add(id);
  const name = isRecord(model.config) && typeof model.config.name === 'string' ? model.config.name : 'block';
  const graph = readModel(model, definitions);
  const { nodes, wires } = applyLayout({ ...graph, definitions: [] });
  const definition = { id, name, nodes, wires };
  writtenAs.set(definition, text);
  definitions.push(definition);
  return id;
}

/** A model as text, but for the sizes of what arrives and of what Keras makes of them. */
function withoutShapes(model: JsonRecord): string {
  const sizes = new Set(['batch_shape', 'batch_input_shape', 'build_config', 'build_input_shape', 'shared_object_id']);
  return JSON.stringify(model, (key, value: unknown) =>
    sizes.has(key)
      ? undefined
      : key === 'config' && isRecord(value) && 'keras_history' in value
        ? value.keras_history
        : value,
  );
}

/** A layer that is applied several times is a block here: a definition that holds nothing else. */
function addShared(layer: JsonRecord, name: string, inbound: Inbound | undefined, reader: Reader): GraphNode {
  const id = newId<DefinitionId>('definition');
  const inner: Reader = { nodes: [], wires: [], definitions: reader.definitions, applied: new Set() };
  const [argument, ...further] = inbound?.args ?? [];
  const shape = isRecord(argument) && isRecord(argument.config) ? argument.config.shape : undefined;
  if (!Array.isArray(shape) || further.length > 0) throw refuse(name, 'shared layer');
  const from = addInput({ batch_shape: [null, ...shape.slice(1)] }, 'input_layer', inner);
  const node = addLayer(layer, inner);
  const ports = portNames(node, inner);
  connect({ node: from, port: 'y' }, { node: node.id, port: ports.inputs[0] ?? 'x' }, inner);
  connect({ node: node.id, port: ports.outputs[0] ?? 'y' }, { node: addOutput('', inner), port: 'x' }, inner);
  const { nodes, wires } = applyLayout({ nodes: inner.nodes, wires: inner.wires, definitions: [] });
  reader.definitions.push({ id, name, nodes, wires });
  const block: GraphNode = {
    id: newId<NodeId>('block'),
    type: 'block',
    name,
    params: {},
    position: origin,
    definition: id,
  };
  reader.nodes.push(block);
  return block;
}

/** The order of Input nodes in the document is the order of the model's inputs. */
function orderInputs(order: readonly History[], applications: Applications, { nodes }: Reader): void {
  const ids = order.flatMap(([layer]) => applications.get(layer)?.[0]?.id ?? []);
  const place = (node: GraphNode): number => (node.type === 'input' ? ids.indexOf(node.id) : ids.length);
  nodes.sort((a, b) => place(a) - place(b));
}
