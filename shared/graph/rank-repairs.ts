/** Repairs of layers that get another number of axes than they need, where the shape itself says what helps. */
import type { Problem } from '../problem.ts';
import { arrivalsOf } from './arrivals-of.ts';
import type { Graph } from './graph-doc.ts';
import { insertBefore, keepsLastStep, nodeOf, number } from './repair-tools.ts';
import type { Repair, RepairContext } from './repair-type.ts';
import type { Shape } from './shape.ts';

function received(graph: Graph, problem: Problem, context: RepairContext): Shape {
  const node = nodeOf(graph, problem);
  return (node && arrivalsOf(graph, node, problem, context)[0]?.shape) ?? [];
}

const wants = (problem: Problem, expected: number, got: number): boolean =>
  number(problem, 'expectedRank') === expected && number(problem, 'receivedRank') === got;

export const rankRepairs: readonly Repair[] = [
  {
    id: 'rowsAsSteps',
    code: 'shape/rank',
    // An image read row by row: (height, width, channels) → (height steps, width × channels features).
    fits(graph, problem, context) {
      const [, height, width, channels] = received(graph, problem, context);
      return wants(problem, 3, 4) && height?.name === 'height' && Boolean(width?.size && channels?.size);
    },
    edit(graph, problem, context, doc) {
      const [, height, width, channels] = received(graph, problem, context);
      const targetShape = [height?.size ?? null, (width?.size ?? 1) * (channels?.size ?? 1)];
      return insertBefore(graph, problem.nodeId ?? '', { type: 'reshape', params: { targetShape } }, doc);
    },
  },
  {
    id: 'flattenEachStep',
    code: 'shape/rank',
    // Frames of a film: each becomes one vector.
    fits: (graph, problem, context) =>
      number(problem, 'expectedRank') === 3 &&
      number(problem, 'receivedRank') > 3 &&
      received(graph, problem, context)[1]?.name === 'time',
    edit: (graph, problem, _, doc) =>
      insertBefore(
        graph,
        problem.nodeId ?? '',
        { type: 'timeDistributed', params: { layer: { type: 'flatten', params: {} } } },
        doc,
      ),
  },
  {
    id: 'addChannel',
    code: 'shape/rank',
    // A table of steps and features read as a picture of one channel.
    fits: (graph, problem, context) =>
      wants(problem, 4, 3) &&
      nodeOf(graph, problem)?.type !== 'timeDistributed' &&
      typeof received(graph, problem, context)[2]?.size === 'number',
    edit(graph, problem, context, doc) {
      const [, steps, features] = received(graph, problem, context);
      const targetShape = [steps?.size ?? null, features?.size ?? 1, 1];
      return insertBefore(graph, problem.nodeId ?? '', { type: 'reshape', params: { targetShape } }, doc);
    },
  },
  {
    id: 'lastStepBefore',
    code: 'shape/rank',
    ...keepsLastStep,
  },
];
