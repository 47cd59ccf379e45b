/** Whether graph or recipe of the open project differ from those a run was trained with. Where nodes stand does not matter. */
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';

export interface Changes {
  readonly graph: boolean;
  readonly recipe: boolean;
}

export function changedSince(
  run: Pick<ProjectDoc, 'graph' | 'data'>,
  now: Pick<ProjectDoc, 'graph' | 'data'>,
): Changes {
  return {
    graph: stable(withoutPositions(run.graph)) !== stable(withoutPositions(now.graph)),
    recipe: stable(run.data) !== stable(now.data),
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

/** JSON with sorted keys: the order in which properties were written says nothing. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
