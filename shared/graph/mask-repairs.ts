/** Repairs of masks that end where they are needed, or that a layer cannot take. */
import { layerType } from '../layers/index.ts';
import type { Problem } from '../problem.ts';
import { deleteAndHeal, setParams } from './edits.ts';
import type { Graph, GraphDoc, GraphNode, Wire } from './graph-doc.ts';
import { nodeOf } from './repair-tools.ts';
import type { Repair, RepairContext } from './repair-type.ts';

/** Layers after which padding is found again by its value: they only move, drop or repeat whole steps. */
const keepsSteps = new Set(['zeroPadding1d', 'cropping1d', 'upSampling1d']);
const mergesToConcatenate = new Set(['add', 'average', 'subtract']);

export const maskRepairs: readonly Repair[] = [
  {
    id: 'averageUnmasked',
    code: 'mask/stopped',
    // The values of all steps in one row, or the largest of them: the masked average is the nearest that leaves padding out.
    fits: (graph, problem, context) =>
      ['flatten', 'globalMaxPooling1d'].includes(nodeOf(graph, problem)?.type ?? '') &&
      rankAt(graph, problem, context) === 3,
    edit: (graph, problem) =>
      changeNode(graph, problem, (node) => ({ ...node, type: 'globalAveragePooling1d', params: {} })),
  },
  {
    id: 'maskAfter',
    code: 'mask/stopped',
    fits: (graph, problem) => swappable(graph, problem) !== undefined,
    edit(graph, problem) {
      const swap = swappable(graph, problem);
      return swap ? swapNodes(graph, swap.masking, swap.node) : graph;
    },
  },
  {
    id: 'concatenateInstead',
    code: 'mask/stopped',
    fits: (graph, problem) => mergesToConcatenate.has(nodeOf(graph, problem)?.type ?? ''),
    edit: (graph, problem) => changeNode(graph, problem, (node) => ({ ...node, type: 'concatenate', params: {} })),
  },
  {
    id: 'leaveMaskOut',
    code: 'mask/stopped',
    // Where no layer has used the mask on its way, the model computes the same without it.
    fits: (graph, problem) => origin(graph, problem, 'unused') !== undefined,
    edit: (graph, problem, _, doc) => withoutOrigin(graph, origin(graph, problem, 'unused'), doc),
  },
  {
    id: 'removeMask',
    code: 'mask/refused',
    fits: (graph, problem) => origin(graph, problem, 'any') !== undefined,
    edit: (graph, problem, _, doc) => withoutOrigin(graph, origin(graph, problem, 'any'), doc),
  },
];

function changeNode(graph: Graph, problem: Problem, change: (node: GraphNode) => GraphNode): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === problem.nodeId ? change(node) : node)) };
}

const wireOf = (graph: Graph, { wireId }: Problem): Wire | undefined => graph.wires.find(({ id }) => id === wireId);

function rankAt(graph: Graph, problem: Problem, { inference }: RepairContext): number | undefined {
  const wire = wireOf(graph, problem);
  const inside =
    problem.definitionId === undefined
      ? inference
      : [...inference.definitions].find(([id]) => id === problem.definitionId)?.[1];
  return wire && inside?.wires.get(wire.id)?.shape.length;
}

/** A Masking layer right before a layer that keeps steps, neither of them wired to anything else in between. */
function swappable(
  graph: Graph,
  problem: Problem,
): { readonly masking: GraphNode; readonly node: GraphNode } | undefined {
  const node = nodeOf(graph, problem);
  const wire = wireOf(graph, problem);
  const masking = graph.nodes.find(({ id }) => id === wire?.from.node);
  if (!node || masking?.type !== 'masking' || !keepsSteps.has(node.type)) return undefined;
  const value = masking.params.maskValue ?? layerType('masking')?.params.maskValue?.default;
  // Padding that the layer adds is zero: only a mask of zeros finds it.
  if (node.type === 'zeroPadding1d' && value !== 0) return undefined;
  return graph.wires.filter(({ from }) => from.node === masking.id).length === 1 ? { masking, node } : undefined;
}

/** masking → node becomes node → masking: each takes over the other's wires and place. */
function swapNodes(graph: Graph, masking: GraphNode, node: GraphNode): Graph {
  const wires = graph.wires.map((wire): Wire => {
    if (wire.from.node === masking.id && wire.to.node === node.id)
      return { ...wire, from: { ...wire.from, node: node.id }, to: { ...wire.to, node: masking.id } };
    if (wire.to.node === masking.id) return { ...wire, to: { ...wire.to, node: node.id } };
    if (wire.from.node === node.id) return { ...wire, from: { ...wire.from, node: masking.id } };
    return wire;
  });
  const nodes = graph.nodes.map((one) => {
    if (one.id === masking.id) return { ...one, position: node.position };
    return one.id === node.id ? { ...one, position: masking.position } : one;
  });
  return { ...graph, nodes, wires };
}

/** Layers that hand a mask on and compute the same with and without it. */
const carriesOnly = new Set([
  'activation',
  'alphaDropout',
  'dense',
  'dropout',
  'elu',
  'gaussianDropout',
  'gaussianNoise',
  'layerNormalization',
  'leakyRelu',
  'prelu',
  'relu',
  'spatialDropout1d',
]);

/**
 * The node that made the mask of a problem's wire. `unused`: only if nothing between them, and nothing beside, reads it.
 * Masks that several nodes make together have no single origin.
 */
function origin(graph: Graph, problem: Problem, use: 'unused' | 'any'): GraphNode | undefined {
  let wire = wireOf(graph, problem);
  for (let steps = 0; wire && steps <= graph.nodes.length; steps++) {
    const from: string = wire.from.node;
    const node = graph.nodes.find(({ id }) => id === from);
    if (!node || (use === 'unused' && graph.wires.filter((one) => one.from.node === from).length > 1)) return undefined;
    if (node.type === 'masking' || (node.type === 'embedding' && node.params.maskZero === true)) return node;
    const before = graph.wires.filter(({ to }) => to.node === from);
    if (before.length !== 1 || (use === 'unused' && !carriesOnly.has(node.type))) return undefined;
    [wire] = before;
  }
  return undefined;
}

function withoutOrigin(graph: Graph, node: GraphNode | undefined, doc: GraphDoc): Graph {
  if (!node) return graph;
  return node.type === 'masking'
    ? deleteAndHeal(graph, [node.id], doc.definitions)
    : setParams(graph, node.id, { maskZero: false });
}
