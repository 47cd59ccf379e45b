/** Blocks: nodes put into a definition of their own, and taken out again. */
import { type AnnotationId, type DefinitionId, newId, type NodeId, type WireId } from '../ids.ts';
import { dropUnusedDefinitions, graphAt, inScope, newNode } from './edits.ts';
import type { Annotation, Definition, Graph, GraphDoc, GraphNode, Wire } from './graph-doc.ts';
import { nodeNames, uniqueName } from './names.ts';
import { blockType, definitionOf, inputNodes, outputNodes, portsOf } from './ports.ts';
import { topology } from './topology.ts';

const gap = 196;

/**
 * Puts nodes into a new definition and a block that applies it in their place. Wires that enter become Inputs, one for
 * each source, and so do inputs that no wire reaches yet; those that leave become Outputs. Inputs and Outputs among the nodes stay outside; notes and frames
 * among the ids go along. Unchanged (and no id) when nothing is left to group or a circle would come of it.
 */
export function groupIntoBlock(
  doc: GraphDoc,
  scope: string | undefined,
  ids: readonly string[],
  name = 'block',
): { readonly doc: GraphDoc; readonly id: NodeId | undefined } {
  const graph = graphAt(doc, scope);
  const chosen =
    graph?.nodes.filter((node) => ids.includes(node.id) && node.type !== 'input' && node.type !== 'output') ?? [];
  if (!graph || chosen.length === 0) return { doc, id: undefined };
  const inside = new Set<string>(chosen.map((node) => node.id));
  const entering = distinctSources(
    graph.wires.filter((wire) => !inside.has(wire.from.node) && inside.has(wire.to.node)),
  );
  const arriving = [...entering.map(({ ends }) => ends), ...openInputs(graph, chosen, doc.definitions)];
  const leaving = leavingEnds(graph, chosen, doc.definitions);

  const bounds = boundsOf(chosen);
  const taken = (graph.annotations ?? []).filter((annotation) => ids.includes(annotation.id));
  const definition = buildDefinition(doc, graph, chosen, taken, arriving, leaving, bounds, name);
  const definitions = [...doc.definitions, definition.definition];
  const rest: Graph = {
    nodes: graph.nodes.filter((node) => !inside.has(node.id)),
    wires: graph.wires.filter((wire) => !inside.has(wire.from.node) && !inside.has(wire.to.node)),
  };
  const block = newNode(
    rest,
    {
      type: blockType,
      position: { x: (bounds.left + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 },
      definition: definition.definition.id,
    },
    definitions,
  );
  const outer: Wire[] = [
    ...entering.map(({ from }, index) => ({
      id: newId<WireId>('wire'),
      from,
      to: { node: block.id, port: definition.inputs[index] ?? '' },
    })),
    ...graph.wires
      .filter((wire) => inside.has(wire.from.node) && !inside.has(wire.to.node))
      .map((wire) => ({
        ...wire,
        from: { node: block.id, port: definition.outputs[leaving.findIndex((end) => sameEnd(end, wire.from))] ?? '' },
      })),
  ];
  const grouped: Graph = {
    nodes: [...rest.nodes, block],
    wires: [...rest.wires, ...outer],
    annotations:
      taken.length > 0 ? graph.annotations?.filter((annotation) => !taken.includes(annotation)) : graph.annotations,
  };
  if (topology(grouped).cyclic.length > 0) return { doc, id: undefined };
  return { doc: inScope({ ...doc, definitions }, scope, () => grouped), id: block.id };
}

const sameEnd = (a: Wire['from'], b: Wire['from']): boolean => a.node === b.node && a.port === b.port;

interface Entry {
  readonly from: Wire['from'];
  readonly ends: readonly Wire['to'][];
}
function distinctSources(wires: readonly Wire[]): readonly Entry[] {
  const entries: { from: Wire['from']; ends: Wire['to'][] }[] = [];
  for (const wire of wires) {
    const known = entries.find((entry) => sameEnd(entry.from, wire.from));
    if (known) known.ends.push(wire.to);
    else entries.push({ from: wire.from, ends: [wire.to] });
  }
  return entries;
}

/** Inputs that need a wire and have none: layers grouped before they are wired become a block that can be wired. */
function openInputs(
  graph: Graph,
  chosen: readonly GraphNode[],
  definitions: GraphDoc['definitions'],
): readonly (readonly Wire['to'][])[] {
  return chosen.flatMap((node) =>
    portsOf(node, definitions)
      .inputs.filter((port) => !port.optional)
      .map((port) => ({ node: node.id, port: port.name }))
      .filter((end) => !graph.wires.some((wire) => sameEnd(wire.to, end)))
      .map((end) => [end]),
  );
}

/** Ends inside that feed something outside; where nothing does, the first output of every last node. */
function leavingEnds(
  graph: Graph,
  chosen: readonly GraphNode[],
  definitions: GraphDoc['definitions'],
): readonly Wire['from'][] {
  const inside = new Set<string>(chosen.map((node) => node.id));
  const ends: Wire['from'][] = [];
  for (const wire of graph.wires) {
    if (inside.has(wire.from.node) && !inside.has(wire.to.node) && !ends.some((end) => sameEnd(end, wire.from)))
      ends.push(wire.from);
  }
  if (ends.length > 0) return ends;
  return chosen
    .filter((node) => !graph.wires.some((wire) => wire.from.node === node.id))
    .flatMap((node) =>
      portsOf(node, definitions)
        .outputs.slice(0, 1)
        .map((port) => ({ node: node.id, port: port.name })),
    );
}

function boundsOf(nodes: readonly GraphNode[]): { left: number; right: number; top: number; bottom: number } {
  const xs = nodes.map((node) => node.position.x);
  const ys = nodes.map((node) => node.position.y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function buildDefinition(
  doc: GraphDoc,
  graph: Graph,
  chosen: readonly GraphNode[],
  annotations: readonly Annotation[],
  arriving: readonly (readonly Wire['to'][])[],
  leaving: readonly Wire['from'][],
  bounds: ReturnType<typeof boundsOf>,
  name: string,
): { readonly definition: Definition; readonly inputs: readonly NodeId[]; readonly outputs: readonly NodeId[] } {
  const inside = new Set<string>(chosen.map((node) => node.id));
  const nodes: GraphNode[] = [...chosen];
  const wires: Wire[] = graph.wires.filter((wire) => inside.has(wire.from.node) && inside.has(wire.to.node));
  const add = (type: string, x: number, index: number): NodeId => {
    const node = newNode({ nodes, wires: [] }, { type, position: { x, y: bounds.top + index * 130 } }, doc.definitions);
    nodes.push(node);
    return node.id;
  };
  const inputs = arriving.map((ends, index) => {
    const id = add('input', bounds.left - gap, index);
    wires.push(...ends.map((to) => ({ id: newId<WireId>('wire'), from: { node: id, port: 'y' }, to })));
    return id;
  });
  const outputs = leaving.map((from, index) => {
    const id = add('output', bounds.right + gap, index);
    wires.push({ id: newId<WireId>('wire'), from, to: { node: id, port: 'x' } });
    return id;
  });
  const taken = new Set(doc.definitions.map((definition) => definition.name));
  return {
    definition: {
      id: newId<DefinitionId>('definition'),
      name: uniqueName(name, taken),
      nodes,
      wires,
      ...(annotations.length > 0 ? { annotations } : {}),
    },
    inputs,
    outputs,
  };
}

/** Puts the inside of a block in its place. Weights that it shared with other blocks are shared no longer. */
export function ungroup(
  doc: GraphDoc,
  scope: string | undefined,
  blockId: string,
): { readonly doc: GraphDoc; readonly ids: readonly NodeId[] } {
  const graph = graphAt(doc, scope);
  const block = graph?.nodes.find((node) => node.id === blockId);
  const definition = block && definitionOf(doc.definitions, block);
  if (!graph || !block || !definition) return { doc, ids: [] };
  const inner = definition.nodes.filter((node) => node.type !== 'input' && node.type !== 'output');
  const taken = new Set(
    nodeNames(
      graph.nodes.filter((node) => node !== block),
      doc.definitions,
    ).values(),
  );
  const bounds = inner.length === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : boundsOf(inner);
  const ids = new Map<string, NodeId>(inner.map((node) => [node.id, newId<NodeId>(node.type)]));
  const outsidePlace = ({ x, y }: GraphNode['position']): GraphNode['position'] => ({
    x: block.position.x + x - bounds.left,
    y: block.position.y + y - bounds.top,
  });
  const nodes = inner.map((node) => {
    const name = uniqueName(node.name || node.type, taken);
    taken.add(name);
    return { ...node, id: ids.get(node.id) ?? node.id, name, position: outsidePlace(node.position) };
  });
  const annotations = (definition.annotations ?? []).map((annotation) => ({
    ...annotation,
    id: newId<AnnotationId>(annotation.kind),
    position: outsidePlace(annotation.position),
  }));
  const inputs = new Set<string>(inputNodes(definition).map((node) => node.id));
  const outputs = new Set<string>(outputNodes(definition).map((node) => node.id));
  /** Where a source inside the definition stands outside: at its copy, or at what was wired to the block's port. */
  const outside = (from: Wire['from']): Wire['from'] | undefined =>
    inputs.has(from.node)
      ? graph.wires.find((wire) => wire.to.node === block.id && wire.to.port === from.node)?.from
      : { ...from, node: ids.get(from.node) ?? from.node };
  const wire = (from: Wire['from'] | undefined, to: Wire['to']): Wire[] =>
    from ? [{ id: newId<WireId>('wire'), from, to }] : [];
  const innerWires = definition.wires
    .filter(({ to }) => !outputs.has(to.node))
    .flatMap(({ from, to }) => wire(outside(from), { ...to, node: ids.get(to.node) ?? to.node }));
  const outerWires = graph.wires.flatMap((candidate) => {
    if (candidate.to.node === block.id) return [];
    if (candidate.from.node !== block.id) return [candidate];
    const source = definition.wires.find(({ to }) => to.node === candidate.from.port)?.from;
    const from = source && outside(source);
    return from ? [{ ...candidate, from }] : [];
  });
  const opened = inScope(doc, scope, () => ({
    nodes: [...graph.nodes.filter((node) => node !== block), ...nodes],
    wires: [...outerWires, ...innerWires],
    annotations: annotations.length > 0 ? [...(graph.annotations ?? []), ...annotations] : graph.annotations,
  }));
  return { doc: dropUnusedDefinitions(opened), ids: nodes.map((node) => node.id) };
}
