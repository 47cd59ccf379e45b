/** `model.summary()`: name, class, output shape, weights and sources of every layer, in Keras' order and with its counts. */
import type { NodeId } from '../ids.ts';
import { withFreeNames } from '../keras/free-names.ts';
import { drawnLayers, layerNames } from '../keras/graph-to-keras.ts';
import type { SerializedKerasObject } from '../keras/keras-config.ts';
import { withMaskOperations } from '../keras/mask-operations.ts';
import { layerType } from '../layers/index.ts';
import { noParams, type ParamCount } from '../layers/layer-type.ts';
import { plainDoc } from './bypass.ts';
import type { Graph, GraphDoc, GraphNode, Wire } from './graph-doc.ts';
import { type GraphInference, totalParams } from './infer-shapes.ts';
import { blockType, definitionOf, outputNodes, portsOf } from './ports.ts';
import type { OptimizerSize } from './summary-optimizer.ts';
import { type SummaryCall, summaryOrder } from './summary-order.ts';
import { readWiring, type Wiring } from './summary-wiring.ts';
import { topology } from './topology.ts';
import { usedInputs, usedNodes } from './used-nodes.ts';

/** A tensor that a layer reads: which output of which call of which layer. */
export interface Connection {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}
export interface SummaryRow {
  /** The drawn node; null for a row of a file and for an operation of a mask. A definition that several blocks apply is one row, of the first block. */
  readonly nodeId: NodeId | null;
  /** 0 for layers of the model itself; 1, 2 … for those inside of blocks, which follow their block. */
  readonly depth: number;
  readonly name: string;
  /** Keras' class: `LSTM`, `InputLayer`; a block is `Functional`. */
  readonly className: string;
  /** Sizes with the batch in front, one list for each output; empty while unknown. */
  readonly outputShapes: readonly (readonly (number | null)[])[];
  readonly params: number;
  /** null for a layer without weights. */
  readonly trainable: boolean | null;
  /** Inside of blocks Keras shows none. */
  readonly connectedTo: readonly Connection[];
}
export interface Summary {
  /** The model's name in Keras. */
  readonly name: string;
  /** One chain without a shared layer: Keras leaves the connections out. */
  readonly isSequence: boolean;
  readonly rows: readonly SummaryRow[];
  readonly total: ParamCount;
  /** What the optimizer keeps once the model is compiled; null for a model that is not. */
  readonly optimizer: OptimizerSize | null;
}

export const optimizerBytes = (optimizer: OptimizerSize | null): number => optimizer?.bytes ?? 0;

type Definitions = GraphDoc['definitions'];

/**
 * Nodes that lead to no Output are left out once there is one, as in the compiled model, and so are bypassed ones; Output
 * nodes are no layers. The operations by which Keras derives masks (`not_equal`, `any`) have rows of their own once the drawing is whole.
 */
export function summarize(
  drawn: Graph,
  inference: GraphInference,
  allDefinitions: Definitions,
  { name = 'model', optimizer = null }: { readonly name?: string; readonly optimizer?: OptimizerSize | null } = {},
): Summary {
  const { definitions, ...graph } = plainDoc({ nodes: drawn.nodes, wires: drawn.wires, definitions: allDefinitions });
  const { rows, isSequence, layers } = graphRows(
    graph,
    inference,
    definitions,
    0,
    tracedModel(graph, inference, definitions),
  );
  const total = totalParams({ nodes: layers, wires: graph.wires }, inference);
  return { name, isSequence, rows, total, optimizer };
}

interface Rows {
  readonly rows: readonly SummaryRow[];
  readonly isSequence: boolean;
  readonly layers: readonly GraphNode[];
}

/** A model as it is drawn, and as Keras has it: with operations of masks, and names that leave those of Keras free. */
interface Traced {
  readonly drawn: SerializedKerasObject;
  readonly keras: SerializedKerasObject;
}

function tracedModel(graph: Graph, inference: GraphInference, definitions: Definitions): Traced | null {
  const drawn = drawnLayers(graph, definitions, inference);
  return drawn && { drawn, keras: withMaskOperations(withFreeNames(drawn)) };
}

const layersOf = ({ config }: SerializedKerasObject): readonly (SerializedKerasObject & { readonly name: string })[] =>
  Array.isArray(config.layers) ? config.layers : [];

function graphRows(
  graph: Graph,
  inference: GraphInference,
  definitions: Definitions,
  depth: number,
  traced: Traced | null,
): Rows {
  const order = topology(graph);
  const hasOutput = outputNodes(graph).length > 0;
  const used = hasOutput ? usedNodes(graph, definitions, order) : new Set(graph.nodes.map((node) => node.id));
  const layers = order.order.filter((node) => node.type !== 'output' && used.has(node.id));
  const names = layerNames(graph, definitions);
  const kerasLayers = traced ? layersOf(traced.keras) : [];
  const kerasNames = new Map(
    traced && layersOf(traced.drawn).map(({ name }, index) => [name, kerasLayers[index]?.name]),
  );
  const nameOf = (node: GraphNode): string => {
    const name = names.get(node.id) ?? node.name;
    return kerasNames.get(name) ?? name;
  };
  const indices = new Map(layers.map((node, index) => [node.id, index]));

  const sourcesOf = new Map(
    layers.map((node) => [node.id, tensorsOf(node, order.incoming.get(node.id) ?? [], definitions)]),
  );
  const calls = layers.map(
    (node): SummaryCall => ({
      layer: nameOf(node),
      sources: (sourcesOf.get(node.id) ?? []).flatMap((wire) => indices.get(wire.from.node) ?? []),
    }),
  );
  const ends = hasOutput ? outputNodes(graph).flatMap((node) => (order.incoming.get(node.id) ?? []).slice(0, 1)) : [];
  const outputs = hasOutput
    ? ends.flatMap((wire) => indices.get(wire.from.node) ?? [])
    : layers.flatMap((node, index) => ((order.outgoing.get(node.id) ?? []).length === 0 ? [index] : []));
  const wiring = traced && readWiring(traced.keras);
  const { layers: ordered, isSequence } = wiring?.order ?? summaryOrder(calls, outputs);

  const callsOf = new Map<string, GraphNode[]>();
  for (const node of layers) callsOf.set(nameOf(node), [...(callsOf.get(nameOf(node)) ?? []), node]);
  const connection = ({ from }: Wire): readonly Connection[] => {
    const node = layers[indices.get(from.node) ?? -1];
    if (!node) return [];
    const output = portsOf(node, definitions).outputs.findIndex((port) => port.name === from.port);
    return [{ layer: nameOf(node), call: (callsOf.get(nameOf(node)) ?? []).indexOf(node), output }];
  };
  const rows = ordered.flatMap((layer): readonly SummaryRow[] => {
    const applied = callsOf.get(layer) ?? [];
    const [node] = applied;
    const place = kerasLayers.findIndex(({ name }) => name === layer);
    // Inside of nested models Keras lists layers alone, and no connections.
    if (!node) return depth > 0 || !wiring ? [] : [operationRow(layer, kerasLayers[place]?.class_name ?? '', wiring)];
    const drawnTo = applied.flatMap((call) => (sourcesOf.get(call.id) ?? []).flatMap(connection));
    const connectedTo = depth > 0 ? [] : (wiring?.connections.get(layer) ?? drawnTo);
    const row = rowOf(node, layer, inference, depth, connectedTo);
    const definition = node.type === blockType ? definitionOf(definitions, node) : undefined;
    const inside = definition && inference.definitions.get(definition.id);
    if (!definition || !inside) return [row];
    const [drawn, keras] = [traced && layersOf(traced.drawn)[place], kerasLayers[place]];
    const within = drawn && keras ? { drawn, keras } : null;
    return [row, ...graphRows(definition, inside, definitions, depth + 1, within).rows];
  });
  return { rows, isSequence, layers };
}

/** An operation by which Keras derives a mask. */
const operationRow = (name: string, className: string, { shapes, connections }: Wiring): SummaryRow => ({
  nodeId: null,
  depth: 0,
  name,
  className,
  outputShapes: shapes.get(name) ?? [],
  params: 0,
  trainable: null,
  connectedTo: connections.get(name) ?? [],
});

/** Wires in the order of Keras' arguments: port by port; a block's by those of its Inputs that it uses. */
function tensorsOf(node: GraphNode, incoming: readonly Wire[], definitions: Definitions): readonly Wire[] {
  const definition = node.type === blockType ? definitionOf(definitions, node) : undefined;
  const open = definition && usedInputs(definition, definitions);
  return portsOf(node, definitions)
    .inputs.filter(({ name }) => open === undefined || open.has(name))
    .flatMap(({ name }) => incoming.filter((wire) => wire.to.port === name));
}

function rowOf(
  node: GraphNode,
  name: string,
  inference: GraphInference,
  depth: number,
  connectedTo: readonly Connection[],
): SummaryRow {
  const { outputs, params } = inference.nodes.get(node.id) ?? { outputs: {}, params: noParams };
  const count = params.trainable + params.other;
  return {
    nodeId: node.id,
    depth,
    name,
    className: classNameOf(node),
    outputShapes: Object.values(outputs).map((shape) => shape.map(({ size }) => size)),
    params: count,
    trainable: count === 0 ? null : node.params.trainable !== false,
    connectedTo,
  };
}

function classNameOf({ type }: GraphNode): string {
  if (type === 'input') return 'InputLayer';
  return type === blockType ? 'Functional' : (layerType(type)?.keras?.class ?? type);
}
