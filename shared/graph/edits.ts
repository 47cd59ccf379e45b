/**
 * Edits as pure functions: a graph in, a new graph out, everything untouched kept by identity. They work on the document
 * and on a definition alike; `inScope` reaches into a definition. Edits of whole blocks are in blocks.ts, those of the
 * clipboard in fragments.ts.
 */
import { type DefinitionId, newId, type NodeId, type WireId } from '../ids.ts';
import { type Problem, problem } from '../problem.ts';
import type { Definition, Graph, GraphDoc, GraphNode, ParamValue, Wire } from './graph-doc.ts';
import { baseName, nodeNames, safeName, uniqueName } from './names.ts';
import { blockType, portsOf } from './ports.ts';
import { topology } from './topology.ts';

export type Definitions = GraphDoc['definitions'];
export type Endpoint = Wire['from'];
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** The graph that is being edited: the document itself, or the inside of a definition. */
export function graphAt(doc: GraphDoc, definitionId: string | undefined): Graph | undefined {
  return definitionId === undefined ? doc : doc.definitions.find((definition) => definition.id === definitionId);
}

/** Applies an edit to the document or to one of its definitions. */
export function inScope(doc: GraphDoc, definitionId: string | undefined, edit: (graph: Graph) => Graph): GraphDoc {
  const graph = graphAt(doc, definitionId);
  if (!graph) return doc;
  const edited = edit(graph);
  const { nodes, wires } = edited;
  // An edit that knows nodes and wires only leaves the annotations where they are.
  const annotations = 'annotations' in edited ? edited.annotations : graph.annotations;
  if (nodes === graph.nodes && wires === graph.wires && annotations === graph.annotations) return doc;
  if (definitionId === undefined) return withAnnotations({ ...doc, nodes, wires }, annotations);
  return {
    ...doc,
    definitions: doc.definitions.map((definition) =>
      definition.id === definitionId ? withAnnotations({ ...definition, nodes, wires }, annotations) : definition,
    ),
  };
}

/** The graph with these annotations; none leave no trace, so that a document says the same thing in one way only. */
export function withAnnotations<G extends Graph>(graph: G, annotations: Graph['annotations']): G {
  if (annotations === graph.annotations) return graph;
  if (annotations && annotations.length > 0) return { ...graph, annotations };
  const { annotations: _, ...rest } = graph;
  return rest as G; // a graph without its one optional part
}

export interface NewNode {
  readonly type: string;
  readonly position: Position;
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** Default: after its type, with a number where that is taken. */
  readonly name?: string;
  readonly definition?: DefinitionId;
}

/** A node with a fresh id and a name that its graph does not have yet. */
export function newNode(
  graph: Graph,
  { type, position, params = {}, name, definition }: NewNode,
  definitions: Definitions,
): GraphNode {
  const taken = new Set(nodeNames(graph.nodes, definitions).values());
  const block = definitions.find((candidate) => candidate.id === definition);
  const base = safeName(name ?? '') || (block ? safeName(block.name) : '') || baseName(type);
  return {
    id: newId<NodeId>(type),
    type,
    name: uniqueName(base, taken),
    params,
    position,
    ...(definition === undefined ? {} : { definition }),
  };
}

export function addNode<G extends Graph>(
  graph: G,
  node: NewNode,
  definitions: Definitions,
): { readonly graph: G; readonly id: NodeId } {
  const added = newNode(graph, node, definitions);
  return { graph: { ...graph, nodes: [...graph.nodes, added] }, id: added.id };
}

/** Why a wire cannot be drawn: a missing port, a node with itself, a circle. undefined: it can. */
export function connectProblem(
  graph: Graph,
  from: Endpoint,
  to: Endpoint,
  definitions: Definitions,
): Problem | undefined {
  const source = graph.nodes.find((node) => node.id === from.node);
  const target = graph.nodes.find((node) => node.id === to.node);
  const starts = source && portsOf(source, definitions).outputs.some((port) => port.name === from.port);
  const ends = target && portsOf(target, definitions).inputs.some((port) => port.name === to.port);
  if (!starts || !ends) return problem('wire/dangling', { from: from.port, to: to.port }, { nodeId: to.node });
  return reaches(graph, to.node, from.node)
    ? problem('wire/cycle', { name: target.name || target.type }, { nodeId: to.node })
    : undefined;
}

function reaches(graph: Graph, start: NodeId, goal: NodeId): boolean {
  const { outgoing } = topology(graph);
  const seen = new Set<NodeId>([start]);
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === goal) return true;
    for (const { to } of outgoing.get(id) ?? []) {
      if (seen.has(to.node)) continue;
      seen.add(to.node);
      queue.push(to.node);
    }
  }
  return false;
}

/** Draws a wire; on a port that takes one it replaces the old one. Unchanged where `connectProblem` has an answer. */
export function connect<G extends Graph>(graph: G, from: Endpoint, to: Endpoint, definitions: Definitions): G {
  if (connectProblem(graph, from, to, definitions)) return graph;
  const same = (wire: Wire): boolean => wire.to.node === to.node && wire.to.port === to.port;
  if (graph.wires.some((wire) => same(wire) && wire.from.node === from.node && wire.from.port === from.port))
    return graph;
  const target = graph.nodes.find((node) => node.id === to.node);
  const many = target && portsOf(target, definitions).inputs.find((port) => port.name === to.port)?.many;
  const kept = many ? graph.wires : graph.wires.filter((wire) => !same(wire));
  return { ...graph, wires: [...kept, { id: newId<WireId>('wire'), from, to }] };
}

/** Removes nodes and the wires that touch them. */
export function removeNodes<G extends Graph>(graph: G, ids: readonly string[]): G {
  const gone = new Set<string>(ids);
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => !gone.has(node.id)),
    wires: graph.wires.filter((wire) => !gone.has(wire.from.node) && !gone.has(wire.to.node)),
  };
}

export function removeWires<G extends Graph>(graph: G, ids: readonly string[]): G {
  const gone = new Set<string>(ids);
  return { ...graph, wires: graph.wires.filter((wire) => !gone.has(wire.id)) };
}

/** New positions for some nodes. */
export function moveNodes<G extends Graph>(graph: G, positions: ReadonlyMap<string, Position>): G {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const position = positions.get(node.id);
      return position === undefined || (position.x === node.position.x && position.y === node.position.y)
        ? node
        : { ...node, position: { x: position.x, y: position.y } };
    }),
  };
}

/** Sets one parameter; wires on ports that this hides go with it. */
export const setParam = <G extends Graph>(graph: G, id: string, name: string, value: ParamValue): G =>
  setParams(graph, id, { [name]: value });

export function setParams<G extends Graph>(graph: G, id: string, params: Readonly<Record<string, ParamValue>>): G {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (!node) return graph;
  const changed = { ...node, params: { ...node.params, ...params } };
  const nodes = graph.nodes.map((candidate) => (candidate === node ? changed : candidate));
  if (node.type === blockType) return { ...graph, nodes };
  const ports = portsOf(changed, []);
  const lost = (wire: Wire): boolean =>
    (wire.from.node === id && !ports.outputs.some((port) => port.name === wire.from.port)) ||
    (wire.to.node === id && !ports.inputs.some((port) => port.name === wire.to.port));
  return graph.wires.some(lost)
    ? { ...graph, nodes, wires: graph.wires.filter((wire) => !lost(wire)) }
    : { ...graph, nodes };
}

/** Gives a node a name; a number is added where another node has it. An empty name becomes the type's. */
export function renameNode<G extends Graph>(graph: G, id: string, name: string): G {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (!node) return graph;
  const taken = new Set(graph.nodes.filter((other) => other !== node).map((other) => other.name));
  const unique = uniqueName(safeName(name) || baseName(node.type), taken);
  return {
    ...graph,
    nodes: graph.nodes.map((candidate) => (candidate === node ? { ...node, name: unique } : candidate)),
  };
}

/** Between the two layers that a wire joins. */
export function middleOf(graph: Graph, wireId: string): Position | undefined {
  const wire = graph.wires.find((candidate) => candidate.id === wireId);
  const source = graph.nodes.find((candidate) => candidate.id === wire?.from.node);
  const target = graph.nodes.find((candidate) => candidate.id === wire?.to.node);
  return source && target
    ? { x: (source.position.x + target.position.x) / 2, y: (source.position.y + target.position.y) / 2 }
    : undefined;
}

/** Puts a node in the middle of a wire. Its first ports are used. Unchanged where it has none or the wire is gone. */
export function insertOnWire<G extends Graph>(
  graph: G,
  wireId: string,
  node: Omit<NewNode, 'position'> & { readonly position?: Position },
  definitions: Definitions,
): { readonly graph: G; readonly id: NodeId | undefined } {
  const wire = graph.wires.find((candidate) => candidate.id === wireId);
  const middle = middleOf(graph, wireId);
  if (!wire || !middle) return { graph, id: undefined };
  const added = newNode(graph, { ...node, position: node.position ?? middle }, definitions);
  const ports = portsOf(added, definitions);
  const [input, output] = [ports.inputs[0], ports.outputs[0]];
  if (!input || !output) return { graph, id: undefined };
  // The old wire keeps its place among the wires of the target's port: the order matters to merges.
  const wires = graph.wires.map((candidate) =>
    candidate === wire ? { ...wire, from: { node: added.id, port: output.name } } : candidate,
  );
  const before: Wire = { id: newId<WireId>('wire'), from: wire.from, to: { node: added.id, port: input.name } };
  return { graph: { ...graph, nodes: [...graph.nodes, added], wires: [...wires, before] }, id: added.id };
}

/** Puts a node that is there already, and has no wires yet, in the middle of a wire. */
export function dropOnWire<G extends Graph>(graph: G, wireId: string, nodeId: NodeId, definitions: Definitions): G {
  const wire = graph.wires.find((candidate) => candidate.id === wireId);
  const node = graph.nodes.find((candidate) => candidate.id === nodeId);
  const ports = node && portsOf(node, definitions);
  const [input, output] = [ports?.inputs[0], ports?.outputs[0]];
  const touched = graph.wires.some(({ from, to }) => from.node === nodeId || to.node === nodeId);
  if (!wire || !input || !output || touched) return graph;
  const wires = graph.wires.map((candidate) =>
    candidate === wire ? { ...wire, from: { node: nodeId, port: output.name } } : candidate,
  );
  return {
    ...graph,
    wires: [...wires, { id: newId<WireId>('wire'), from: wire.from, to: { node: nodeId, port: input.name } }],
  };
}

/** Removes nodes and joins what stood before each with what stood behind it. */
export function deleteAndHeal<G extends Graph>(graph: G, ids: readonly string[], definitions: Definitions): G {
  return removeNodes(
    ids.reduce((healed, id) => bypass(healed, id, definitions), graph),
    ids,
  );
}

function bypass<G extends Graph>(graph: G, id: string, definitions: Definitions): G {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  const ports = node && portsOf(node, definitions);
  const into = graph.wires.find((wire) => wire.to.node === id && wire.to.port === ports?.inputs[0]?.name);
  if (!into) return graph;
  const wires = graph.wires.map((wire) =>
    wire.from.node === id && wire.from.port === ports?.outputs[0]?.name ? { ...wire, from: into.from } : wire,
  );
  return { ...graph, wires };
}

/** Definitions that no node applies or wraps, directly or inside another one, are dropped. */
export function dropUnusedDefinitions(doc: GraphDoc): GraphDoc {
  const used = new Set<string>();
  const visit = (graph: Graph): void => {
    for (const id of graph.nodes.flatMap(definitionsOf)) {
      if (used.has(id)) continue;
      used.add(id);
      const definition = doc.definitions.find((candidate: Definition) => candidate.id === id);
      if (definition) visit(definition);
    }
  };
  visit(doc);
  return doc.definitions.every((definition) => used.has(definition.id))
    ? doc
    : { ...doc, definitions: doc.definitions.filter((definition) => used.has(definition.id)) };
}

/** Definitions that a node applies (block) or wraps (TimeDistributed). */
export function definitionsOf(node: GraphNode): readonly string[] {
  const { layer } = node.params;
  const wrapped =
    typeof layer === 'object' && layer !== null && 'definition' in layer && typeof layer.definition === 'string'
      ? [layer.definition]
      : [];
  return node.definition === undefined ? wrapped : [node.definition, ...wrapped];
}
