/**
 * The only place that knows React Flow's types: the shown graph as its nodes and edges, and its changes as our edits.
 * Objects are made anew only where something on them changed, so that untouched nodes do not render again.
 */
import type { Edge, Node, ReactFlowInstance } from '@xyflow/react';
import { type AnnotationFlowNode, toAnnotationNodes } from './annotation-nodes.ts';
import type { Annotation, Graph, GraphDoc, GraphNode } from '../../shared/graph/graph-doc.ts';
import { sharedDefinitions } from '../../shared/graph/shared-definitions.ts';
import type { AnnotationId, NodeId, WireId } from '../../shared/ids.ts';
import type { Problem } from '../../shared/problem.ts';
import type { NodeFacts, ShownFacts } from '../state/derived.ts';
import type { Selection } from '../state/session-slice.ts';
import { type NodePorts, portsOf } from '../../shared/graph/ports.ts';
import { sameJson } from './same-json.ts';

export interface LayerData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly name: string;
  readonly ports: NodePorts;
  readonly facts: NodeFacts | undefined;
  readonly problems: readonly Problem[];
  readonly definitions: GraphDoc['definitions'];
  /** A block whose weights others on this canvas have too. */
  readonly shared: SharedLook | undefined;
}
export type LayerFlowNode = Node<LayerData, 'layer'>;
export type CanvasNode = LayerFlowNode | AnnotationFlowNode;

/** One look for all blocks that share their weights: a letter, a colour, and the names of the others. */
export interface SharedLook {
  readonly index: number;
  readonly with: readonly string[];
}

function sharedLooks(
  graph: Graph,
  definitions: GraphDoc['definitions'],
  facts: ShownFacts,
): ReadonlyMap<string, SharedLook> {
  const nameOf = (node: GraphNode): string => facts.names.get(node.id) ?? node.name;
  return new Map(
    [...sharedDefinitions(graph, definitions).values()].flatMap((blocks, index) =>
      blocks.map(
        (block) => [block.id, { index, with: blocks.filter((other) => other !== block).map(nameOf) }] as const,
      ),
    ),
  );
}

/** What it shows, and its name for those who hear it, it asks for itself: `wire-data.ts`. */
export type WireFlowEdge = Edge<Record<string, never>, 'wire'>;
export type Flow = ReactFlowInstance<CanvasNode, WireFlowEdge>;

/** Everything a node shows but its position, which changes with every drag. */
function sameLayer(a: LayerData, b: LayerData): boolean {
  const { position: _a, ...left } = a.node;
  const { position: _b, ...right } = b.node;
  return (
    a.name === b.name &&
    (a.node === b.node || sameJson(left, right)) &&
    sameJson(a.ports, b.ports) &&
    sameJson(a.facts, b.facts) &&
    sameJson(a.problems, b.problems) &&
    sameJson(a.shared, b.shared) &&
    (a.node.type !== 'block' || a.definitions === b.definitions)
  );
}

const written = new WeakMap<object, { readonly writer: unknown; readonly text: string }>();

/** Accessible names follow from the data. Writing hundreds of them takes longer than all the rest of an edit. */
function writtenOnce<Data extends object>(data: Data, writer: unknown, write: () => string): string {
  const known = written.get(data);
  if (known !== undefined && known.writer === writer) return known.text;
  const text = write();
  written.set(data, { writer, text });
  return text;
}

export interface NodeLabels {
  readonly layer: (node: GraphNode, name: string) => string;
  readonly annotation: (annotation: Annotation) => string;
}

export function toFlowNodes(
  graph: Graph,
  definitions: GraphDoc['definitions'],
  facts: ShownFacts,
  selection: Selection,
  labels: NodeLabels,
  before: CanvasNode[],
): CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  const selected = new Set<string>(selection.nodes);
  const looks = sharedLooks(graph, definitions, facts);
  const layers = graph.nodes.map((node): LayerFlowNode => {
    const old = known.get(node.id) as LayerFlowNode | undefined; // layers and annotations never have the same ids
    const name = facts.names.get(node.id) ?? node.name;
    const made: LayerData = {
      node,
      name,
      ports: portsOf(node, definitions),
      facts: facts.nodes.get(node.id),
      problems: facts.problemsOf.get(node.id) ?? [],
      definitions,
      shared: looks.get(node.id),
    };
    const data = old && sameLayer(old.data, made) ? old.data : made;
    const label = writtenOnce(data, labels.layer, () => labels.layer(node, name));
    const moved = old?.position.x !== node.position.x || old.position.y !== node.position.y;
    if (old && old.data === data && !moved && old.selected === selected.has(node.id) && old.ariaLabel === label)
      return old;
    return {
      ...old,
      id: node.id,
      type: 'layer',
      position: node.position,
      data,
      selected: selected.has(node.id),
      ariaLabel: label,
    };
  });
  return unlessSame(before, [...toAnnotationNodes(graph, selection, labels.annotation, known), ...layers]);
}

export function toFlowEdges(graph: Graph, selection: Selection, before: WireFlowEdge[]): WireFlowEdge[] {
  const known = new Map(before.map((edge) => [edge.id, edge]));
  const selected = new Set<string>(selection.wires);
  const edges = graph.wires.map((wire) => {
    const old = known.get(wire.id);
    const edge: WireFlowEdge = {
      id: wire.id,
      type: 'wire',
      source: wire.from.node,
      sourceHandle: wire.from.port,
      target: wire.to.node,
      targetHandle: wire.to.port,
      selected: selected.has(wire.id),
    };
    return old && sameEdge(old, edge) ? old : edge;
  });
  return unlessSame(before, edges);
}

const plain = new WeakMap<CanvasNode, CanvasNode>();

/** The node placed by its edges: each transform is a layer of its own for the browser, and there are hundreds from far away. */
export function plainlyPlaced(node: CanvasNode): CanvasNode {
  const known = plain.get(node);
  if (known) return known;
  const { x, y } = node.position;
  const made = { ...node, style: { ...node.style, transform: 'none', left: x, top: y } };
  plain.set(node, made);
  return made;
}

/** A new list, even of the same members, makes React Flow go through all that it knows of them. */
const unlessSame = <T>(before: T[], after: T[]): T[] =>
  before.length === after.length && before.every((member, index) => member === after[index]) ? before : after;

const edgeKeys = ['source', 'sourceHandle', 'target', 'targetHandle', 'selected'] as const;
const sameEdge = (a: WireFlowEdge, b: WireFlowEdge): boolean => edgeKeys.every((key) => a[key] === b[key]);

// React Flow's ids are plain strings; these are the ids that toFlowNodes and toFlowEdges have put there.
export const nodeIdOf = (node: Pick<LayerFlowNode, 'id'>): NodeId => node.id as NodeId;
const annotationIdOf = (id: string): AnnotationId => id as AnnotationId;
const wireIdOf = (id: string): WireId => id as WireId;

interface SelectChange {
  readonly id: string;
  readonly selected: boolean;
}

/** The selection after React Flow's changes to it. */
export function selectionOf(
  before: Selection,
  nodes: readonly SelectChange[],
  wires: readonly SelectChange[],
  isAnnotation: (id: string) => boolean,
): Selection {
  const apply = <Id extends string>(
    ids: readonly Id[],
    changes: readonly SelectChange[],
    brand: (id: string) => Id,
  ): readonly Id[] => {
    const kept = new Set(ids);
    for (const { id, selected } of changes) {
      if (selected) kept.add(brand(id));
      else kept.delete(brand(id));
    }
    return [...kept];
  };
  const layers = nodes.filter(({ id }) => !isAnnotation(id));
  return {
    nodes: apply(before.nodes, layers, (id) => nodeIdOf({ id })),
    wires: apply(before.wires, wires, wireIdOf),
    annotations: apply(
      before.annotations,
      nodes.filter((change) => !layers.includes(change)),
      annotationIdOf,
    ),
  };
}
