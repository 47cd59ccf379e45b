/**
 * Keras' saved model (Functional or Sequential, nested ones too) as a drawn graph. What cannot be said is refused by
 * name with `model/unsupported-layer`; nothing is left out silently.
 */
import { applyLayout } from '../graph/layout.ts';
import { portsOf } from '../graph/ports.ts';
import type { Definition, Graph, GraphDoc, GraphNode, ParamValue, Wire } from '../graph/graph-doc.ts';
import { type DefinitionId, newId, type NodeId, type WireId } from '../ids.ts';
import { allLayerTypes } from '../layers/index.ts';
import { paramsFromKeras } from '../layers/keras-values.ts';
import type { ImportLookup, LayerType } from '../layers/layer-type.ts';
import { paramProblem } from '../layers/param-values.ts';
import type { WrappedLayer } from '../layers/params.ts';
import { camelCase } from '../layers/keras-objects.ts';
import { type Problem, StudioError } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import { baseName } from '../graph/names.ts';
import { readEnds } from './model-ends.ts';
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

const unreadable = (where: string): StudioError =>
  new StudioError('model/unreadable', { where, expected: where, received: '-' });
/** The class may well be known: what of it is not, stands beside it. */
const refuse = (layer: string, why: string): StudioError =>
  new StudioError('model/unsupported-layer', { layer: layer.includes(why) ? layer : `${layer} (${why})`, why });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const isModel = (layer: JsonRecord): boolean =>
  layer.class_name === 'Sequential' || layer.class_name === 'Functional' || layer.class_name === 'Model';

const layerName = (layer: JsonRecord): string =>
  textOf(layer.name) || (isRecord(layer.config) ? textOf(layer.config.name) : '');

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

/** Keras writes the arithmetic of masks as nodes of its own; the mask follows from the layers, so they are left out. */
function withoutMaskOperations(layers: readonly JsonRecord[]): readonly JsonRecord[] {
  const onlyFeedsMasks = maskFeeders(layers);
  return layers.filter(
    (layer) =>
      !(
        textOf(layer.module).startsWith('keras.src.ops') &&
        [
          'NotEqual',
          'Any',
          'LogicalOr',
          'LogicalAnd',
          'ExpandDims',
          'ZerosLike',
          'OnesLike',
          'Concatenate',
          'BroadcastTo',
          'ConvertToTensor',
        ].includes(textOf(layer.class_name)) &&
        onlyFeedsMasks(layer)
      ),
  );
}

/** Whether every layer that reads an operation reads it as `mask`, directly or through other operations. */
function maskFeeders(layers: readonly JsonRecord[]): (operation: JsonRecord) => boolean {
  const readers = new Map<string, JsonRecord[]>();
  for (const layer of layers) {
    for (const { args, kwargs } of inboundNodes(layer)) {
      const { mask: _, ...others } = kwargs;
      for (const [from] of tensorsIn([args, others])) {
        const known = readers.get(from);
        if (known) known.push(layer);
        else readers.set(from, [layer]);
      }
    }
  }
  // Kept, because operations that meet again would else be followed once for each way that leads to them.
  const known = new Map<JsonRecord, boolean>();
  const onlyFeedsMasks = (operation: JsonRecord): boolean => {
    const found = known.get(operation);
    if (found !== undefined) return found;
    known.set(operation, true);
    const isOnly = (readers.get(textOf(operation.name)) ?? []).every(
      (reader) => textOf(reader.module).startsWith('keras.src.ops') && onlyFeedsMasks(reader),
    );
    known.set(operation, isOnly);
    return isOnly;
  };
  return onlyFeedsMasks;
}

interface Inbound {
  readonly args: readonly unknown[];
  readonly kwargs: JsonRecord;
}
function inboundNodes(layer: JsonRecord): readonly Inbound[] {
  if (!Array.isArray(layer.inbound_nodes)) return [];
  return layer.inbound_nodes.map((node: unknown) => {
    if (!isRecord(node) || !Array.isArray(node.args)) throw unreadable('inbound_nodes');
    return { args: node.args, kwargs: isRecord(node.kwargs) ? node.kwargs : {} };
  });
}

type History = readonly [layer: string, application: number, output: number];

/** All tensors in a nested structure, in order. */
function tensorsIn(value: unknown): readonly History[] {
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (!isRecord(value)) return [];
  if (value.class_name === '__keras_tensor__' && isRecord(value.config)) return histories(value.config.keras_history);
  return Object.values(value).flatMap(tensorsIn);
}

/** `["lstm", 0, 0]` or a list of these. */
function histories(value: unknown): readonly History[] {
  if (!Array.isArray(value)) return [];
  const [layer, application, output]: unknown[] = value;
  if (typeof layer === 'string' && typeof application === 'number' && typeof output === 'number')
    return [[layer, application, output]];
  return value.flatMap(histories);
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

const isCallParam = (type: LayerType, argument: string): boolean =>
  type.keras?.callParams?.includes(camelCase(argument)) ?? false;

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
  const { type, params } = readLayer(layer, definitions);
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

function readLayer(
  layer: JsonRecord,
  definitions: Definition[],
): { type: LayerType; params: Record<string, ParamValue> } {
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
    wrappedFromConfig: (inner) => (isRecord(inner) ? wrapped(own(inner), definitions) : undefined),
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

function wrapped(layer: JsonRecord, definitions: Definition[]): WrappedLayer {
  if (isModel(layer)) return { definition: addDefinition(layer, definitions) };
  const { type, params } = readLayer(layer, definitions);
  const name = isRecord(layer.config) && typeof layer.config.name === 'string' ? layer.config.name : '';
  return name === '' || name === baseName(type.id) ? { type: type.id, params } : { type: type.id, params, name };
}

const short = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 80);

/** The order of Input nodes in the document is the order of the model's inputs. */
function orderInputs(order: readonly History[], applications: Applications, { nodes }: Reader): void {
  const ids = order.flatMap(([layer]) => applications.get(layer)?.[0]?.id ?? []);
  const place = (node: GraphNode): number => (node.type === 'input' ? ids.indexOf(node.id) : ids.length);
  nodes.sort((a, b) => place(a) - place(b));
}
