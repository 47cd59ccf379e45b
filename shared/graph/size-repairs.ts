/** Repairs of single sizes: windows that do not fit, sizes that are open or cannot be divided. */
import { layerType } from '../layers/index.ts';
import { arrivalsOf } from './arrivals-of.ts';
import { setParams } from './edits.ts';
import { chainBefore } from './final-layer.ts';
import type { Graph, GraphNode, ParamValue } from './graph-doc.ts';
import type { Problem } from '../problem.ts';
import { nodeOf } from './repair-tools.ts';
import type { Repair, RepairContext } from './repair-type.ts';
import { elementCount } from './shape.ts';

/** The parameters of a layer that are the sides of its window. */
const windowParams = ['kernelSize', 'poolSize'] as const;

function windowOf(
  node: GraphNode | undefined,
): { readonly param: string; readonly sizes: readonly number[] } | undefined {
  const type = node && layerType(node.type);
  const param = windowParams.find((name) => type?.params[name] !== undefined);
  if (!node || !type || param === undefined) return undefined;
  const value: ParamValue = node.params[param] ?? type.params[param]?.default ?? [];
  return Array.isArray(value) && value.every((size) => typeof size === 'number') ? { param, sizes: value } : undefined;
}

/** Sizes of the axes that a window moves over. */
function roomOf(graph: Graph, problem: Problem, context: RepairContext): readonly (number | null)[] {
  const node = nodeOf(graph, problem);
  const [arrived] = node ? arrivalsOf(graph, node, problem, context) : [];
  return arrived?.shape.slice(1, -1).map(({ size }) => size) ?? [];
}

/** A Flatten whose size nobody knows, in front of the layer that needs it. */
const openFlatten = (graph: Graph, problem: Problem): GraphNode | undefined =>
  [...chainBefore(graph, problem.nodeId ?? '')].find(({ type }) => type === 'flatten');

/** The sizes of Reshape that hold everything: the last one as wished, if that divides it. */
function openShape(graph: Graph, problem: Problem, context: RepairContext): readonly (number | null)[] | undefined {
  const node = nodeOf(graph, problem);
  if (node?.type !== 'reshape') return undefined;
  const [arrived] = arrivalsOf(graph, node, problem, context);
  const count = arrived && elementCount(arrived.shape);
  const wished = node.params.targetShape;
  if (typeof count !== 'number' || !Array.isArray(wished) || wished.length < 2) return undefined;
  const rest = wished.slice(1).map((size) => (typeof size === 'number' ? size : 1));
  const product = rest.reduce((total, size) => total * size, 1);
  return count % product === 0 ? [null, ...rest] : [null, ...rest.map(() => 1)];
}

const setOpenShape: Repair['edit'] = (graph, problem, context) =>
  setParams(graph, problem.nodeId ?? '', { targetShape: openShape(graph, problem, context) ?? [null, 1] });

export const sizeRepairs: readonly Repair[] = [
  {
    id: 'padSame',
    code: 'shape/too-small',
    fits(graph, problem) {
      const node = nodeOf(graph, problem);
      const padding = node && layerType(node.type)?.params.padding;
      return padding?.kind === 'choice' && padding.options.includes('same') && node?.params.padding !== 'same';
    },
    edit: (graph, problem) => setParams(graph, problem.nodeId ?? '', { padding: 'same' }),
  },
  {
    id: 'shrinkWindow',
    code: 'shape/too-small',
    fits: (graph, problem, context) =>
      windowOf(nodeOf(graph, problem)) !== undefined && roomOf(graph, problem, context).length > 0,
    edit(graph, problem, context) {
      const window = windowOf(nodeOf(graph, problem));
      const room = roomOf(graph, problem, context);
      if (!window) return graph;
      const sizes = window.sizes.map((size, index) => Math.min(size, room[index] ?? size));
      const type = layerType(nodeOf(graph, problem)?.type ?? '');
      const params: Record<string, ParamValue> = { [window.param]: sizes };
      if (type?.params.dilationRate) params.dilationRate = sizes.map(() => 1);
      return setParams(graph, problem.nodeId ?? '', params);
    },
  },
  {
    id: 'cropNothing',
    code: 'shape/too-small',
    fits: (graph, problem) => nodeOf(graph, problem)?.type === 'cropping1d',
    edit: (graph, problem) => setParams(graph, problem.nodeId ?? '', { cropping: [0, 0] }),
  },
  {
    id: 'oneGroup',
    code: 'shape/not-divisible',
    fits: (graph, { param, nodeId }) => param === 'groups' && graph.nodes.some(({ id }) => id === nodeId),
    edit: (graph, problem) => setParams(graph, problem.nodeId ?? '', { groups: 1 }),
  },
  {
    id: 'reshapeRest',
    code: 'shape/not-divisible',
    fits: (graph, problem, context) => openShape(graph, problem, context) !== undefined,
    edit: setOpenShape,
  },
  {
    id: 'reshapeToFit',
    code: 'shape/mismatch',
    fits: (graph, problem, context) => openShape(graph, problem, context) !== undefined,
    edit: setOpenShape,
  },
  {
    id: 'averageForFlatten',
    code: 'shape/axis-unknown',
    fits: (graph, problem) => openFlatten(graph, problem) !== undefined,
    edit: (graph, problem) => ({
      ...graph,
      nodes: graph.nodes.map((node) =>
        node === openFlatten(graph, problem) ? { ...node, type: 'globalAveragePooling1d', params: {} } : node,
      ),
    }),
  },
  {
    id: 'unrollOff',
    code: 'shape/axis-unknown',
    fits: (graph, problem) => nodeOf(graph, problem)?.params.unroll === true && Number(problem.details.axis) === 1,
    edit: (graph, problem) => setParams(graph, problem.nodeId ?? '', { unroll: false }),
  },
];
