/** What the drawing around a problem tells about its cause, for a sentence without notation. */
import type { Problem } from '../problem.ts';
import { nodeNames } from './names.ts';
import type { Definition, Graph, GraphNode } from './graph-doc.ts';
import { needsSteps, recurrentBefore } from './repair-tools.ts';

/**
 * A layer that needs steps behind a recurrent one that returns only its last: `context` chooses that sentence in the
 * catalogue (i18next's name for a variant of a text), which calls both layers by their names. Any other is unchanged.
 */
export function inPlainWords(
  problem: Problem,
  node: GraphNode,
  graph: Graph,
  definitions: readonly Definition[],
): Problem {
  if (problem.code !== 'shape/rank' || !needsSteps(problem)) return problem;
  const before = recurrentBefore(graph, node.id);
  if (before === undefined || before.returns) return problem;
  const names = nodeNames(graph.nodes, definitions);
  const details = {
    ...problem.details,
    context: 'lastStep',
    name: names.get(node.id) ?? node.name,
    before: names.get(before.node.id) ?? before.node.name,
  };
  return { ...problem, details };
}
