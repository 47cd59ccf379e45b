/** Places nodes in layers from left to right (Eclipse Layout Kernel, in a worker, loaded when first asked for). */
import type { Graph, GraphDoc, GraphNode, Wire } from '../../shared/graph/graph-doc.ts';
import { portsOf } from '../../shared/graph/ports.ts';
import type { NodeId } from '../../shared/ids.ts';
import { portHeight } from './port-height.ts';

export interface Position {
  readonly x: number;
  readonly y: number;
}
type SizeOf = (id: NodeId) => { readonly width: number; readonly height: number };

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  // Labels of short wires stand above them, so that layers may stand close and rows need the room.
  'elk.layered.spacing.nodeNodeBetweenLayers': '40',
  'elk.spacing.nodeNode': '56',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

async function loadElk() {
  const [{ default: Elk }, { default: workerUrl }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?url'),
  ]);
  return new Elk({ workerUrl });
}
let elk: ReturnType<typeof loadElk> | undefined;

const portId = ({ node, port }: Wire['from'], side: 'in' | 'out'): string => `${node} ${side} ${port}`;

/** Ports where they are drawn, so that wires between first ports come out straight. */
function layoutNode(node: GraphNode, definitions: GraphDoc['definitions'], size: ReturnType<SizeOf>) {
  const { inputs, outputs } = portsOf(node, definitions);
  const port =
    (side: 'in' | 'out', x: number) =>
    ({ name }: { readonly name: string }, index: number) => ({
      id: portId({ node: node.id, port: name }, side),
      width: 0,
      height: 0,
      x,
      y: portHeight(index),
    });
  return {
    id: node.id,
    ...size,
    ports: [...inputs.map(port('in', 0)), ...outputs.map(port('out', size.width))],
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  };
}

export async function layOut(
  graph: Graph,
  definitions: GraphDoc['definitions'],
  sizeOf: SizeOf,
): Promise<ReadonlyMap<NodeId, Position>> {
  elk ??= loadElk();
  const laidOut = await (await elk).layout({
    id: 'root',
    layoutOptions: options,
    children: graph.nodes.map((node) => layoutNode(node, definitions, sizeOf(node.id))),
    edges: graph.wires.map((wire) => ({
      id: wire.id,
      sources: [portId(wire.from, 'out')],
      targets: [portId(wire.to, 'in')],
    })),
  });
  const placed = new Map((laidOut.children ?? []).map((child) => [child.id, child]));
  return new Map(
    graph.nodes.map((node) => {
      const { x = node.position.x, y = node.position.y } = placed.get(node.id) ?? {};
      return [node.id, { x: Math.round(x), y: Math.round(y) }];
    }),
  );
}
