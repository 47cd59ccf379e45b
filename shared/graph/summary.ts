/** `model.summary()`: name, class, output shape, weights and sources of every layer, in Keras' order and with its counts. */
import type { NodeId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import { noParams, type ParamCount } from '../layers/layer-type.ts';
import type { Graph, GraphDoc } from './graph-doc.ts';
import { type GraphInference, totalParams } from './infer-shapes.ts';
import { nodeNames } from './names.ts';
import { blockType } from './ports.ts';
import type { Shape } from './shape.ts';
import { topology } from './topology.ts';
import { usedNodes } from './used-nodes.ts';

export interface SummaryRow {
  readonly nodeId: NodeId;
  readonly name: string;
  /** Keras' class: `LSTM`, `InputLayer`; a block is `Functional`. */
  readonly className: string;
  /** One for each output port; empty while unknown. */
  readonly outputShapes: readonly Shape[];
  readonly params: number;
  readonly connectedTo: readonly string[];
}
export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly total: ParamCount;
}

/** Nodes that lead to no Output are left out once there is one, as in the compiled model; Output nodes are no layers. */
export function summarize(graph: Graph, inference: GraphInference, definitions: GraphDoc['definitions']): Summary {
  const order = topology(graph);
  const used = graph.nodes.some((node) => node.type === 'output')
    ? usedNodes(graph, definitions, order)
    : new Set(graph.nodes.map((node) => node.id));
  const names = nodeNames(graph.nodes, definitions);
  const layers = order.order.filter((node) => node.type !== 'output' && used.has(node.id));
  const rows = layers.map((node) => {
    const { outputs: shapes, params } = inference.nodes.get(node.id) ?? { outputs: {}, params: noParams };
    return {
      nodeId: node.id,
      name: names.get(node.id) ?? node.name,
      className:
        node.type === 'input'
          ? 'InputLayer'
          : node.type === blockType
            ? 'Functional'
            : (layerType(node.type)?.keras?.class ?? node.type),
      outputShapes: Object.values(shapes),
      params: params.trainable + params.other,
      connectedTo: (order.incoming.get(node.id) ?? []).map((wire) => names.get(wire.from.node) ?? wire.from.node),
    };
  });
  return { rows, total: totalParams({ nodes: layers, wires: graph.wires }, inference) };
}
