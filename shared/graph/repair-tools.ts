/** What repairs look for in a drawing, and the small edits that they are made of. */
import { layerType } from '../layers/index.ts';
import type { Problem } from '../problem.ts';
import { insertOnWire, type NewNode, setParams } from './edits.ts';
import { chainBefore, finalUnits, mainWire, wrappedIn } from './final-layer.ts';
import type { Graph, GraphDoc, GraphNode, ParamValue } from './graph-doc.ts';
import type { Repair, RepairContext } from './repair-type.ts';
import { isRecord } from '../json.ts';

export const nodeOf = (graph: Graph, { nodeId }: Problem): GraphNode | undefined =>
  graph.nodes.find((node) => node.id === nodeId);
export const number = (problem: Problem, detail: string): number => Number(problem.details[detail] ?? Number.NaN);

/** Layers that keep the number of axes: looking for a recurrent layer goes through them. */
const keepsAxes = new Set([
  'dropout',
  'activation',
  'dense',
  'batchNormalization',
  'layerNormalization',
  'masking',
  'timeDistributed',
]);

export interface RecurrentPlace {
  readonly node: GraphNode;
  /** Its `returnSequences`. */
  readonly returns: boolean;
  set(value: boolean): Record<string, ParamValue>;
}

/** The nearest recurrent layer before a node (Bidirectional counts by its inner layer). */
export const recurrentBefore = (graph: Graph, nodeId: string): RecurrentPlace | undefined =>
  recurrentAmong(chainBefore(graph, nodeId));

/** The first recurrent layer of a chain that leads backwards, as long as the layers before it keep the number of axes. */
export function recurrentAmong(chain: Iterable<GraphNode>): RecurrentPlace | undefined {
  for (const node of chain) {
    if (node.type === 'bidirectional') {
      const layer = (node.params.layer ?? layerType('bidirectional')?.params.layer?.default) as {
        readonly [key: string]: ParamValue;
      }; // its schema allows nothing else
      const inner = isRecord(layer.params) ? layer.params : {};
      return {
        node,
        returns: inner.returnSequences === true,
        set: (value) => ({ layer: { ...layer, params: { ...inner, returnSequences: value } } }),
      };
    }
    if (layerType(node.type)?.category === 'recurrent')
      return { node, returns: node.params.returnSequences === true, set: (value) => ({ returnSequences: value }) };
    if (!keepsAxes.has(node.type)) return undefined;
  }
  return undefined;
}

export const needsSteps = (problem: Problem): boolean =>
  number(problem, 'receivedRank') === 2 && number(problem, 'expectedRank') === 3;

export function insertBefore(graph: Graph, nodeId: string, node: Omit<NewNode, 'position'>, doc: GraphDoc): Graph {
  const wire = mainWire(graph, nodeId);
  return wire ? insertOnWire(graph, wire.id, node, doc.definitions).graph : graph;
}

/** The target's number of steps, for what must be repeated. */
export const targetSteps = ({ targetSpecs }: RepairContext): number | undefined =>
  targetSpecs[0]?.shape.find((axis) => axis.name === 'time')?.size ?? undefined;

/** The last layer with weights of its own before an Output: what is inserted goes in front of it. */
export const finalLayer = (graph: Graph, problem: Problem): GraphNode | undefined =>
  problem.nodeId === undefined ? undefined : finalUnits(graph, problem.nodeId)?.node;

/** Takes the layer out of a TimeDistributed node. */
export function unwrap(graph: Graph, node: GraphNode): Graph {
  const inner = wrappedIn(node);
  if (!inner) return graph;
  return {
    ...graph,
    nodes: graph.nodes.map((candidate) =>
      candidate === node ? { ...node, type: inner.type, params: { ...inner.params } } : candidate,
    ),
  };
}
/** Steps are gone after this edit, so what was applied to each of them is applied to the one vector. */
export const unwrapAfter = (graph: Graph, outputId: string, until: string): Graph => {
  const behind: GraphNode[] = [];
  for (const node of chainBefore(graph, outputId)) {
    if (node.id === until) break;
    behind.push(node);
  }
  return behind.reduce(unwrap, graph);
};

export const sequenceForVector = (problem: Problem): boolean =>
  number(problem, 'receivedRank') === 3 && number(problem, 'expectedRank') === 2;

/** Of a sequence where a vector is wanted: the recurrent layer before gives its last step alone. */
export const keepsLastStep: Pick<Repair, 'fits' | 'edit'> = {
  fits: (graph, problem) =>
    sequenceForVector(problem) && recurrentBefore(graph, problem.nodeId ?? '')?.returns === true,
  edit(graph, problem) {
    const recurrent = recurrentBefore(graph, problem.nodeId ?? '');
    return recurrent
      ? setParams(unwrapAfter(graph, problem.nodeId ?? '', recurrent.node.id), recurrent.node.id, recurrent.set(false))
      : graph;
  },
};
