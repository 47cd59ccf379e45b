/** Repairs of models whose output has another number of steps than the target. */
import type { Problem } from '../problem.ts';
import { layerType } from '../layers/index.ts';
import { insertOnWire, setParams } from './edits.ts';
import { chainBefore, finalUnits, mainWire } from './final-layer.ts';
import type { Graph, GraphNode } from './graph-doc.ts';
import { finalLayer, insertBefore, number, recurrentBefore, targetSteps } from './repair-tools.ts';
import type { Repair, RepairContext } from './repair-type.ts';

/** Output and target are sequences of the same rank and of different known lengths. */
function steps(problem: Problem): { readonly has: number; readonly wanted: number } | undefined {
  const [has, wanted] = [number(problem, 'receivedSteps'), number(problem, 'expectedSteps')];
  return has > 0 && wanted > 0 && has !== wanted ? { has, wanted } : undefined;
}

const before = (graph: Graph, problem: Problem): readonly GraphNode[] => [...chainBefore(graph, problem.nodeId ?? '')];
const repeating = (graph: Graph, problem: Problem): GraphNode | undefined =>
  before(graph, problem).find(({ type }) => type === 'repeatVector');

const shortens = new Set(['conv1d', 'separableConv1d', 'depthwiseConv1d']);

/** Convolutions on the way that take steps off at the ends, if these are the ones that are missing. */
function valid(graph: Graph, problem: Problem): readonly GraphNode[] {
  const lengths = steps(problem);
  const found = before(graph, problem).filter(
    ({ type, params }) => shortens.has(type) && (params.padding ?? 'valid') === 'valid',
  );
  const lost = found.map(({ type, params }) => {
    const sizeOf = (name: string): number => {
      const value = params[name] ?? layerType(type)?.params[name]?.default;
      return Array.isArray(value) ? Number(value[0]) : 1;
    };
    return sizeOf('strides') === 1 ? (sizeOf('kernelSize') - 1) * sizeOf('dilationRate') : Number.NaN;
  });
  const total = lost.reduce((sum, one) => sum + one, 0);
  return lengths && total === lengths.wanted - lengths.has ? found : [];
}

const setPadding =
  (padding: string): Repair['edit'] =>
  (graph, problem) =>
    valid(graph, problem).reduce((edited, { id }) => setParams(edited, id, { padding }), graph);

/** One vector for a whole sequence where the target has a known number of steps. */
const vectorForSteps = (graph: Graph, problem: Problem, context: RepairContext): boolean =>
  number(problem, 'receivedRank') === 2 &&
  number(problem, 'expectedRank') === 3 &&
  targetSteps(context) !== undefined &&
  finalLayer(graph, problem) !== undefined;

export const lengthRepairs: readonly Repair[] = [
  {
    id: 'repeatTargetSteps',
    code: 'target/shape',
    fits: (graph, problem) => steps(problem) !== undefined && repeating(graph, problem) !== undefined,
    edit: (graph, problem) => setParams(graph, repeating(graph, problem)?.id ?? '', { n: steps(problem)?.wanted ?? 1 }),
  },
  {
    id: 'keepLength',
    code: 'target/shape',
    fits: (graph, problem) => valid(graph, problem).length > 0,
    edit: setPadding('same'),
  },
  {
    id: 'causalConvolutions',
    code: 'target/shape',
    fits: (graph, problem) =>
      valid(graph, problem).length > 0 && valid(graph, problem).every(({ type }) => type === 'conv1d'),
    edit: setPadding('causal'),
  },
  {
    id: 'cropToTarget',
    code: 'target/shape',
    fits(graph, problem) {
      const lengths = steps(problem);
      return (
        lengths !== undefined && lengths.has > lengths.wanted && mainWire(graph, problem.nodeId ?? '') !== undefined
      );
    },
    edit(graph, problem, _, doc) {
      const lengths = steps(problem);
      // The last steps are those that have seen the most.
      const params = { cropping: [lengths ? lengths.has - lengths.wanted : 0, 0] };
      const wire = mainWire(graph, problem.nodeId ?? '');
      return wire ? insertOnWire(graph, wire.id, { type: 'cropping1d', params }, doc.definitions).graph : graph;
    },
  },
  {
    id: 'insertDecoder',
    code: 'target/shape',
    fits(graph, problem, context) {
      const recurrent = recurrentBefore(graph, problem.nodeId ?? '')?.node;
      return (
        vectorForSteps(graph, problem, context) && recurrent !== undefined && recurrent !== finalLayer(graph, problem)
      );
    },
    edit(graph, problem, context, doc) {
      const last = finalLayer(graph, problem);
      const recurrent = recurrentBefore(graph, problem.nodeId ?? '')?.node;
      if (!last) return graph;
      const units = typeof recurrent?.params.units === 'number' ? recurrent.params.units : 32;
      const repeated = insertBefore(
        graph,
        last.id,
        { type: 'repeatVector', params: { n: targetSteps(context) ?? 1 } },
        doc,
      );
      return insertBefore(repeated, last.id, { type: 'lstm', params: { units, returnSequences: true } }, doc);
    },
  },
  {
    id: 'unitsAsSteps',
    code: 'target/shape',
    // All steps at once: as many units as the target has numbers, then put into its shape.
    fits: (graph, problem, context) =>
      vectorForSteps(graph, problem, context) &&
      number(problem, 'units') > 0 &&
      finalUnits(graph, problem.nodeId ?? '') !== undefined,
    edit(graph, problem, context, doc) {
      const place = finalUnits(graph, problem.nodeId ?? '');
      const wanted = [targetSteps(context) ?? 1, number(problem, 'units')] as const;
      if (!place) return graph;
      const sized = setParams(graph, place.node.id, place.set(wanted[0] * wanted[1]));
      return insertBefore(sized, problem.nodeId ?? '', { type: 'reshape', params: { targetShape: [...wanted] } }, doc);
    },
  },
];
