/** Places nodes in layers from left to right (Eclipse Layout Kernel, in a worker, loaded when first asked for). */
import type { Graph } from '../../shared/graph/graph-doc.ts';
import type { NodeId } from '../../shared/ids.ts';

export interface Position {
  readonly x: number;
  readonly y: number;
}
type SizeOf = (id: NodeId) => { readonly width: number; readonly height: number };

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  // Room between layers for the label of a wire.
  'elk.layered.spacing.nodeNodeBetweenLayers': '150',
  'elk.spacing.nodeNode': '48',
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

export async function layOut(graph: Graph, sizeOf: SizeOf): Promise<ReadonlyMap<NodeId, Position>> {
  elk ??= loadElk();
  const laidOut = await (await elk).layout({
    id: 'root',
    layoutOptions: options,
    children: graph.nodes.map((node) => ({ id: node.id, ...sizeOf(node.id) })),
    edges: graph.wires.map((wire) => ({ id: wire.id, sources: [wire.from.node], targets: [wire.to.node] })),
  });
  const placed = new Map((laidOut.children ?? []).map((child) => [child.id, child]));
  return new Map(
    graph.nodes.map((node) => {
      const { x = node.position.x, y = node.position.y } = placed.get(node.id) ?? {};
      return [node.id, { x: Math.round(x), y: Math.round(y) }];
    }),
  );
}
