/** Whether graph or recipe of the open project differ from those a run was trained with. Where nodes stand does not matter. */
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { sortedJson } from '../../shared/json.ts';

export interface Changes {
  readonly graph: boolean;
  readonly recipe: boolean;
}

export function changedSince(
  run: Pick<ProjectDoc, 'graph' | 'data'>,
  now: Pick<ProjectDoc, 'graph' | 'data'>,
): Changes {
  return {
    graph: sortedJson(withoutPositions(run.graph)) !== sortedJson(withoutPositions(now.graph)),
    recipe: sortedJson(run.data) !== sortedJson(now.data),
  };
}

const withoutPositions = (graph: GraphDoc): unknown => ({
  nodes: graph.nodes.map(withoutPosition),
  wires: graph.wires.map(({ from, to }) => ({ from, to })),
  definitions: graph.definitions.map((definition) => ({
    id: definition.id,
    nodes: definition.nodes.map(withoutPosition),
    wires: definition.wires.map(({ from, to }) => ({ from, to })),
  })),
});
const withoutPosition = (node: GraphDoc['nodes'][number]): unknown => ({ ...node, position: undefined });
