/** Blocks that share their weights: which they are, and how one gets weights of its own. */
import { type DefinitionId, newId, type NodeId } from '../ids.ts';
import { definitionsOf, graphAt, inScope } from './edits.ts';
import type { Definition, Graph, GraphDoc, GraphNode } from './graph-doc.ts';
import { uniqueName } from './names.ts';
import { blockType } from './ports.ts';

/**
 * Definitions that two or more blocks of this graph apply, in the document's order, each with these blocks. Wrappers are
 * not among them: each has weights of its own.
 */
export function sharedDefinitions(
  graph: Graph,
  definitions: GraphDoc['definitions'],
): ReadonlyMap<DefinitionId, readonly GraphNode[]> {
  const blocks = graph.nodes.filter((node) => node.type === blockType && !node.bypassed);
  return new Map(
    definitions.flatMap((definition) => {
      const uses = blocks.filter((node) => node.definition === definition.id);
      return uses.length > 1 ? [[definition.id, uses]] : [];
    }),
  );
}

/** Gives a block, or what a wrapper applies, a definition of its own: a copy of the inside, blocks in it copied as well. */
export function makeOwnCopy(doc: GraphDoc, scope: string | undefined, nodeId: NodeId): GraphDoc {
  const node = graphAt(doc, scope)?.nodes.find((candidate) => candidate.id === nodeId);
  if (!node || definitionsOf(node).length === 0) return doc;
  const names = new Set(doc.definitions.map(({ name }) => name));
  const added: Definition[] = [];
  const copies = new Map<string, DefinitionId>();
  const copyOf = (id: string): DefinitionId | undefined => {
    const known = copies.get(id);
    if (known) return known;
    const original = doc.definitions.find((candidate) => candidate.id === id);
    if (!original) return undefined;
    const copy = newId<DefinitionId>('definition');
    copies.set(id, copy);
    const name = uniqueName(original.name.replace(/_\d+$/, '') || original.name, names);
    names.add(name);
    added.push({ ...original, id: copy, name, nodes: original.nodes.map(pointed) });
    return copy;
  };
  const pointed = (inner: GraphNode): GraphNode => {
    const block = inner.definition === undefined ? undefined : copyOf(inner.definition);
    const { layer } = inner.params;
    const wrapped =
      typeof layer === 'object' && layer !== null && 'definition' in layer && typeof layer.definition === 'string'
        ? copyOf(layer.definition)
        : undefined;
    return {
      ...inner,
      ...(block ? { definition: block } : {}),
      ...(wrapped ? { params: { ...inner.params, layer: { definition: wrapped } } } : {}),
    };
  };
  const own = pointed(node);
  return inScope({ ...doc, definitions: [...doc.definitions, ...added] }, scope, (graph) => ({
    ...graph,
    nodes: graph.nodes.map((candidate) => (candidate.id === nodeId ? own : candidate)),
  }));
}

/** Makes blocks share the weights of the first of them, as far as their definitions have the same ports. */
export function shareDefinition(doc: GraphDoc, scope: string | undefined, ids: readonly NodeId[]): GraphDoc {
  const blocks = graphAt(doc, scope)?.nodes.filter((node) => node.type === blockType && ids.includes(node.id)) ?? [];
  const definition = doc.definitions.find(({ id }) => id === blocks[0]?.definition);
  if (!definition) return doc;
  const joining = new Set<string>(
    blocks
      .filter((node) => node.definition !== definition.id)
      .filter((node) =>
        doc.definitions.some(({ id, nodes }) => id === node.definition && samePorts(nodes, definition.nodes)),
      )
      .map(({ id }) => id),
  );
  if (joining.size === 0) return doc;
  return inScope(doc, scope, (graph) => ({
    ...graph,
    nodes: graph.nodes.map((node) => (joining.has(node.id) ? { ...node, definition: definition.id } : node)),
  }));
}

/** Ports are named by the ids of Inputs and Outputs: the same ones in a copy, so that every wire still has its port. */
function samePorts(a: readonly GraphNode[], b: readonly GraphNode[]): boolean {
  const ports = (nodes: readonly GraphNode[]): string =>
    nodes
      .filter(({ type }) => type === 'input' || type === 'output')
      .map(({ id }) => id)
      .toSorted()
      .join(' ');
  return ports(a) === ports(b);
}
