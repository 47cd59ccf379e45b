/**
 * One-click repairs: which problem each mends, and how. A repair changes graph or training settings and nothing else;
 * texts are under `repair.<id>`. The records are in the files called *-repairs.ts.
 */
import type { Problem } from '../problem.ts';
import { drawingRepairs } from './drawing-repairs.ts';
import { graphAt, inScope } from './edits.ts';
import type { GraphDoc } from './graph-doc.ts';
import { lengthRepairs } from './length-repairs.ts';
import { makeRoom } from './make-room.ts';
import { maskRepairs } from './mask-repairs.ts';
import { mergeRepairs } from './merge-repairs.ts';
import { rankRepairs } from './rank-repairs.ts';
import type { Repair, Repairable, RepairContext } from './repair-type.ts';
import { shapeRepairs } from './shape-repairs.ts';
import { sizeRepairs } from './size-repairs.ts';
import { statefulRepairs } from './stateful-repairs.ts';
import { targetRepairs } from './target-repairs.ts';

export type { Repairable, RepairContext } from './repair-type.ts';

/** In the order in which they are offered. */
const repairTypes: readonly Repair[] = [
  ...rankRepairs,
  ...shapeRepairs,
  ...mergeRepairs,
  ...sizeRepairs,
  ...targetRepairs,
  ...lengthRepairs,
  ...statefulRepairs,
  ...maskRepairs,
  ...drawingRepairs,
];
export const repairIds: readonly string[] = repairTypes.map((repair) => repair.id);

/** Ids of all repairs of a problem, the best first. */
export function repairsFor(doc: GraphDoc, problem: Problem, context: RepairContext): readonly string[] {
  const graph = graphAt(doc, problem.definitionId);
  return graph
    ? repairTypes
        .filter((repair) => repair.code === problem.code && repair.fits(graph, problem, context, doc))
        .map((repair) => repair.id)
    : [];
}

export function firstRepair(doc: GraphDoc, problem: Problem, context: RepairContext): string | undefined {
  const graph = graphAt(doc, problem.definitionId);
  return (
    graph && repairTypes.find((repair) => repair.code === problem.code && repair.fits(graph, problem, context, doc))?.id
  );
}

/** The document after a repair; unchanged when the id is not known or nothing is left to mend. */
export function applyRepair<D extends Repairable>(doc: D, id: string, problem: Problem, context: RepairContext): D {
  const repair = repairTypes.find((candidate) => candidate.id === id);
  if (!repair) return doc;
  const graph = inScope(doc.graph, problem.definitionId, (inner) =>
    makeRoom(inner, repair.edit?.(inner, problem, context, doc.graph) ?? inner),
  );
  const training = repair.retrain?.(doc.training, problem, context) ?? doc.training;
  return { ...doc, graph, training };
}
