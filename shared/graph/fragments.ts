/** Copy, paste, duplicate. A fragment is plain JSON, so that it can travel over the system's clipboard between projects. */
import { z } from 'zod';
import { type AnnotationId, type DefinitionId, newId, type NodeId, type WireId } from '../ids.ts';
import { definitionsOf, graphAt, inScope, type Position } from './edits.ts';
import {
  annotationSchema,
  definitionSchema,
  type Graph,
  type GraphDoc,
  graphNodeSchema,
  type ParamValue,
  type Wire,
  wireSchema,
} from './graph-doc.ts';
import { nodeNames, uniqueName } from './names.ts';
import { portsOf } from './ports.ts';

export const fragmentSchema = z.object({
  kind: z.literal('weft-fragment'),
  nodes: z.array(graphNodeSchema).max(5000).readonly(),
  /** Between the copied nodes. */
  wires: z.array(wireSchema).max(20000).readonly(),
  /** From nodes that were not copied; drawn again on request where these still exist. */
  incoming: z.array(wireSchema).max(20000).readonly(),
  /** Definitions that the copied nodes need, directly or not. */
  definitions: z.array(definitionSchema).max(200).readonly(),
  /** Notes and frames among what was chosen. */
  annotations: z.array(annotationSchema).max(1000).readonly().optional(),
});
export type Fragment = z.infer<typeof fragmentSchema>;

/** The chosen nodes, notes and frames with what belongs to them; undefined when there are none. */
export function copyFragment(doc: GraphDoc, scope: string | undefined, ids: readonly string[]): Fragment | undefined {
  const graph = graphAt(doc, scope);
  const chosen = new Set<string>(ids);
  const nodes = graph?.nodes.filter((node) => chosen.has(node.id)) ?? [];
  const annotations = graph?.annotations?.filter((annotation) => chosen.has(annotation.id)) ?? [];
  if (!graph || nodes.length + annotations.length === 0) return undefined;
  return {
    kind: 'weft-fragment',
    nodes,
    wires: graph.wires.filter((wire) => chosen.has(wire.from.node) && chosen.has(wire.to.node)),
    incoming: graph.wires.filter((wire) => !chosen.has(wire.from.node) && chosen.has(wire.to.node)),
    definitions: neededDefinitions({ nodes, wires: [] }, doc),
    ...(annotations.length > 0 ? { annotations } : {}),
  };
}

function neededDefinitions(graph: Graph, doc: GraphDoc): GraphDoc['definitions'] {
  const needed = new Set<string>();
  const visit = ({ nodes }: Graph): void => {
    for (const id of nodes.flatMap(definitionsOf)) {
      if (needed.has(id)) continue;
      needed.add(id);
      const definition = graphAt(doc, id);
      if (definition) visit(definition);
    }
  };
  visit(graph);
  return doc.definitions.filter((definition) => needed.has(definition.id));
}

export interface PasteOptions {
  /** How far the copies stand from the originals. */
  readonly offset?: Position;
  /** Also draw the wires that came from nodes outside the fragment. */
  readonly keepIncoming?: boolean;
}

export interface Pasted {
  readonly doc: GraphDoc;
  readonly ids: readonly NodeId[];
  readonly annotations: readonly AnnotationId[];
}

/** Pastes with fresh ids and free names. Blocks go on sharing a definition that the document has; another one's comes along. */
export function pasteFragment(
  doc: GraphDoc,
  scope: string | undefined,
  fragment: Fragment,
  { offset = { x: 40, y: 40 }, keepIncoming = false }: PasteOptions = {},
): Pasted {
  const target = graphAt(doc, scope);
  if (!target) return { doc, ids: [], annotations: [] };
  const { definitions, renamed } = mergeDefinitions(doc.definitions, fragment.definitions);
  const ids = new Map<string, NodeId>(fragment.nodes.map((node) => [node.id, newId<NodeId>(node.type)]));
  const taken = new Set(nodeNames(target.nodes, definitions).values());
  const nodes = fragment.nodes.map((node) => {
    const name = uniqueName(baseOf(node.name || node.type), taken);
    taken.add(name);
    const definition = node.definition === undefined ? undefined : (renamed.get(node.definition) ?? node.definition);
    return {
      ...node,
      id: ids.get(node.id) ?? node.id,
      name,
      params: withDefinition(node.params, renamed),
      position: { x: node.position.x + offset.x, y: node.position.y + offset.y },
      ...(definition === undefined ? {} : { definition }),
    };
  });
  const moved = (end: Wire['from']): Wire['from'] => ({ ...end, node: ids.get(end.node) ?? end.node });
  const sourceExists = ({ from }: Wire): boolean =>
    target.nodes.some(
      (node) => node.id === from.node && portsOf(node, definitions).outputs.some((port) => port.name === from.port),
    );
  const incoming = keepIncoming ? fragment.incoming.filter(sourceExists) : [];
  const wires = [...fragment.wires, ...incoming].map((wire) => ({
    id: newId<WireId>('wire'),
    from: moved(wire.from),
    to: moved(wire.to),
  }));
  const annotations = (fragment.annotations ?? []).map((annotation) => ({
    ...annotation,
    id: newId<AnnotationId>(annotation.kind),
    position: { x: annotation.position.x + offset.x, y: annotation.position.y + offset.y },
  }));
  const pasted = inScope({ ...doc, definitions }, scope, (graph) => ({
    nodes: [...graph.nodes, ...nodes],
    wires: [...graph.wires, ...wires],
    annotations: annotations.length > 0 ? [...(graph.annotations ?? []), ...annotations] : graph.annotations,
  }));
  return { doc: pasted, ids: nodes.map((node) => node.id), annotations: annotations.map(({ id }) => id) };
}

/** Copy and paste in one; the incoming wires are kept unless told otherwise. */
export function duplicateNodes(
  doc: GraphDoc,
  scope: string | undefined,
  ids: readonly string[],
  options: PasteOptions = {},
): Pasted {
  const fragment = copyFragment(doc, scope, ids);
  return fragment
    ? pasteFragment(doc, scope, fragment, { keepIncoming: true, ...options })
    : { doc, ids: [], annotations: [] };
}

/** `lstm_2` → `lstm`: numbers are counted anew. */
const baseOf = (name: string): string => name.replace(/_\d+$/, '') || name;

/** A definition with the same id and content is shared; one with the same id but another content gets a fresh id. */
function mergeDefinitions(
  own: GraphDoc['definitions'],
  other: GraphDoc['definitions'],
): { definitions: GraphDoc['definitions']; renamed: ReadonlyMap<string, DefinitionId> } {
  const renamed = new Map<string, DefinitionId>();
  const known = (id: string) => own.find((definition) => definition.id === id);
  for (const definition of other) {
    const mine = known(definition.id);
    if (mine && mine !== definition && JSON.stringify(mine) !== JSON.stringify(definition))
      renamed.set(definition.id, newId<DefinitionId>('definition'));
  }
  const names = new Set(own.map((definition) => definition.name));
  const added = other
    .filter((definition) => renamed.has(definition.id) || !known(definition.id))
    .map((definition) => {
      const name = uniqueName(definition.name, names);
      names.add(name);
      const nodes = definition.nodes.map((node) => ({
        ...node,
        params: withDefinition(node.params, renamed),
        ...(node.definition === undefined ? {} : { definition: renamed.get(node.definition) ?? node.definition }),
      }));
      return { ...definition, id: renamed.get(definition.id) ?? definition.id, name, nodes };
    });
  return { definitions: added.length === 0 ? own : [...own, ...added], renamed };
}

function withDefinition(
  params: Record<string, ParamValue>,
  renamed: ReadonlyMap<string, DefinitionId>,
): Record<string, ParamValue> {
  const { layer } = params;
  if (
    renamed.size === 0 ||
    typeof layer !== 'object' ||
    layer === null ||
    !('definition' in layer) ||
    typeof layer.definition !== 'string'
  )
    return params;
  const id = renamed.get(layer.definition);
  return id === undefined ? params : { ...params, layer: { definition: id } };
}
