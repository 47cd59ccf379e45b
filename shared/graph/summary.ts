/** `model.summary()`: name, class, output shape, weights and sources of every layer, in Keras' order and with its counts. */
import type { NodeId } from '../ids.ts';
import { layerNames } from '../keras/graph-to-keras.ts';
import { layerType } from '../layers/index.ts';
import { noParams, type ParamCount } from '../layers/layer-type.ts';
import type { Graph, GraphDoc, GraphNode, Wire } from './graph-doc.ts';
import { type GraphInference, totalParams } from './infer-shapes.ts';
import { blockType, definitionOf, outputNodes, portsOf } from './ports.ts';
import type { OptimizerSize } from './summary-optimizer.ts';
import { type SummaryCall, summaryOrder } from './summary-order.ts';
import { topology } from './topology.ts';
import { usedInputs, usedNodes } from './used-nodes.ts';

/** A tensor that a layer reads: which output of which call of which layer. */
export interface Connection {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}
export interface SummaryRow {
  /** The drawn node; null for a row of a file. A definition that several blocks apply is one row, of the first block. */
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
 * Nodes that lead to no Output are left out once there is one, as in the compiled model; Output nodes are no layers. The
 * operations by which Keras derives masks (`not_equal`, `any`) are no layers either and have no row.
 */
export function summarize(
  graph: Graph,
  inference: GraphInference,
  definitions: Definitions,
  { name = 'model', optimizer = null }: { readonly name?: string; readonly optimizer?: OptimizerSize | null } = {},
): Summary {
  const { rows, isSequence, layers } = graphRows(graph, inference, definitions, 0);
  const total = totalParams({ nodes: layers, wires: graph.wires }, inference);
  return { name, isSequence, rows, total, optimizer };
}

interface Rows {
  readonly rows: readonly SummaryRow[];
  readonly isSequence: boolean;
  readonly layers: readonly GraphNode[];
}

function graphRows(graph: Graph, inference: GraphInference, definitions: Definitions, depth: number): Rows {
  const order = topology(graph);
  const hasOutput = outputNodes(graph).length > 0;
  const used = hasOutput ? usedNodes(graph, definitions, order) : new Set(graph.nodes.map((node) => node.id));
  const layers = order.order.filter((node) => node.type !== 'output' && used.has(node.id));
  const names = layerNames(graph, definitions);
  const nameOf = (node: GraphNode): string => names.get(node.id) ?? node.name;
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
  const { layers: ordered, isSequence } = summaryOrder(calls, outputs);

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
    if (!node) return [];
    const connectedTo = depth > 0 ? [] : applied.flatMap((call) => (sourcesOf.get(call.id) ?? []).flatMap(connection));
    const row = rowOf(node, layer, inference, depth, connectedTo);
    const definition = node.type === blockType ? definitionOf(definitions, node) : undefined;
    const inside = definition && inference.definitions.get(definition.id);
    return definition && inside ? [row, ...graphRows(definition, inside, definitions, depth + 1).rows] : [row];
  });
  return { rows, isSequence, layers };
}

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
