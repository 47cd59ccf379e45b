/** How large a drawing may grow: what no file could hold is not drawn either. */
import { type Problem, problem } from '../problem.ts';
import { type GraphDoc, graphLimits } from './graph-doc.ts';

/** `graph/too-large` where a graph, or the number of definitions, is above its limit. Cheap: asked on every edit. */
export function tooLarge(doc: GraphDoc): Problem | undefined {
  const graph = [doc, ...doc.definitions].find(
    ({ nodes, wires, annotations = [] }) =>
      nodes.length > graphLimits.nodes ||
      wires.length > graphLimits.wires ||
      annotations.length > graphLimits.annotations,
  );
  if (graph) return problem('graph/too-large', { nodes: graph.nodes.length, most: graphLimits.nodes });
  return doc.definitions.length > graphLimits.definitions
    ? problem('graph/too-large', { nodes: doc.definitions.length, most: graphLimits.definitions })
    : undefined;
}
