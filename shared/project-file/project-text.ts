/** The text of a project file: readable, and the same for the same project, whatever the order it was put together in. */
import { type ProjectDoc, projectDocSchema } from '../project-doc.ts';
import { readableJson } from './readable-json.ts';

/** Properties of the schema come in its order, parameters by name; nodes and wires keep theirs, which has a meaning. */
export const projectText = (doc: ProjectDoc): string => readableJson(inOrder(projectDocSchema.parse(doc)));

function inOrder(doc: ProjectDoc): ProjectDoc {
  const nodesInOrder = <G extends Pick<ProjectDoc['graph'], 'nodes'>>(graph: G): G => ({
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, params: sorted(node.params) })),
  });
  const { graph } = doc;
  return { ...doc, graph: { ...nodesInOrder(graph), definitions: graph.definitions.map(nodesInOrder) } };
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
