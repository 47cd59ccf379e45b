/** What inference finds out about a drawing. */
import type { InputSpec } from '../data/spec-types.ts';
import type { DefinitionId, NodeId, WireId } from '../ids.ts';
import { type InputShapes, noParams, type ParamCount } from '../layers/layer-type.ts';
import type { Problem } from '../problem.ts';
import type { Graph, GraphNode } from './graph-doc.ts';
import { blockType } from './ports.ts';
import type { Shape } from './shape.ts';

export interface NodeInference {
  /** Shapes that arrive, by port, in the order of the wires. */
  readonly inputs: InputShapes;
  /** By output port. Empty where they cannot be known. */
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly masked: Readonly<Record<string, boolean>>;
  readonly params: ParamCount;
}
export interface WireInference {
  readonly shape: Shape;
  readonly masked: boolean;
  /** The layer it leads to drops the mask silently. */
  readonly maskStops?: boolean;
}
export interface GraphInference {
  readonly nodes: ReadonlyMap<NodeId, NodeInference>;
  readonly wires: ReadonlyMap<WireId, WireInference>;
  readonly problems: readonly Problem[];
  /** The inside of every definition, as its first block sees it. */
  readonly definitions: ReadonlyMap<DefinitionId, GraphInference>;
}
export interface InferOptions {
  /** What the recipe gives the Input nodes; empty without data. */
  readonly inputSpecs: readonly InputSpec[];
}
/** What arrives at the Input nodes of a definition, in their order. */
export interface Arrival {
  readonly shape: Shape;
  readonly masked: boolean;
}

/** Weights of a graph; a definition that several blocks apply counts once. */
export function totalParams(graph: Graph, inference: GraphInference): ParamCount {
  const seen = new Set<string>();
  let trainable = 0;
  let other = 0;
  for (const node of graph.nodes) {
    if (node.type === blockType && node.definition) {
      if (seen.has(node.definition)) continue;
      seen.add(node.definition);
    }
    const params = inference.nodes.get(node.id)?.params ?? noParams;
    trainable += params.trainable;
    other += params.other;
  }
  return { trainable, other };
}

/** What reaches an Output node. */
export function arrivalAt(graph: Graph, inference: GraphInference, output: GraphNode): Arrival | undefined {
  const wire = graph.wires.find((candidate) => candidate.to.node === output.id);
  const found = wire && inference.wires.get(wire.id);
  return found && { shape: found.shape, masked: found.masked };
}

/** The same inference with other facts about the nodes of one graph: what would be if something were drawn. */
export function withNodes(
  inference: GraphInference,
  definitionId: DefinitionId | undefined,
  nodes: ReadonlyMap<NodeId, NodeInference>,
): GraphInference {
  if (definitionId === undefined) return { ...inference, nodes };
  const inner = inference.definitions.get(definitionId);
  return inner
    ? { ...inference, definitions: new Map([...inference.definitions, [definitionId, { ...inner, nodes }]]) }
    : inference;
}
