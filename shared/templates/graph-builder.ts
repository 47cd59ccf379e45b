/** Draws template graphs as data: chains of nodes, laid out from left to right, wired port to port. */
import { type Definition, type GraphDoc, type GraphNode, type ParamValue, type Wire } from '../graph/graph-doc.ts';
import type { DefinitionId, NodeId, WireId } from '../ids.ts';

export interface NodeSpec {
  /** Unique in its graph; also the node's name in the summary. */
  readonly name: string;
  readonly type: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  readonly definition?: string;
}

/** Distance between the left edges of two neighbours: a node's width and a short wire, whose label stands above it. */
const columnWidth = 196;
const baseline = 120;

// Ids of templates are literals of this folder, checked by projectDocSchema in the templates' test.
const nodeId = (name: string): NodeId => name as NodeId;
const wireId = (from: string, to: string): WireId => `${from}-to-${to}` as WireId;
export const definitionId = (name: string): DefinitionId => name as DefinitionId;

function nodesOf(specs: readonly NodeSpec[]): GraphNode[] {
  return specs.map((spec, column) => ({
    id: nodeId(spec.name),
    type: spec.type,
    name: spec.name,
    params: { ...spec.params },
    position: { x: column * columnWidth, y: baseline },
    ...(spec.definition === undefined ? {} : { definition: definitionId(spec.definition) }),
  }));
}

function wiresOf(specs: readonly NodeSpec[]): Wire[] {
  return specs.slice(1).map((spec, index) => {
    const before = specs[index]?.name ?? '';
    return {
      id: wireId(before, spec.name),
      from: { node: nodeId(before), port: 'y' },
      to: { node: nodeId(spec.name), port: 'x' },
    };
  });
}

/** A graph in which each node feeds the next one. */
export function chain(specs: readonly NodeSpec[], definitions: readonly Definition[] = []): GraphDoc {
  return { nodes: nodesOf(specs), wires: wiresOf(specs), definitions: [...definitions] };
}

/** A named sub-graph in which each node feeds the next one; the first is its Input, the last its Output. */
export function chainDefinition(id: string, name: string, specs: readonly NodeSpec[]): Definition {
  return { id: definitionId(id), name, nodes: nodesOf(specs), wires: wiresOf(specs) };
}

export const dataInput: NodeSpec = { name: 'input', type: 'input', params: { from: 'data' } };
export const modelOutput: NodeSpec = { name: 'output', type: 'output', params: {} };

/** A node of a drawing that is more than a chain: where it stands, and which nodes its ports take their values from. */
export interface DrawnNode extends NodeSpec {
  /** Columns count from the left, rows from the top; fractions stand between. */
  readonly column: number;
  readonly row: number;
  /** By port of this node: the nodes whose `y` arrives there, or another of their outputs: `encoder.place`. */
  readonly from: Readonly<Record<string, readonly string[]>>;
}

/** A node of five lines with a picture of its data, and the label of the wire below it, in two lines where it is long. */
const rowHeight = 216;

/** A graph of any shape. */
export const drawing = (drawn: readonly DrawnNode[], definitions: readonly Definition[] = []): GraphDoc => ({
  nodes: drawn.map(({ name, type, params, definition, column, row }) => ({
    id: nodeId(name),
    type,
    name,
    params: { ...params },
    position: { x: column * columnWidth, y: baseline + row * rowHeight },
    ...(definition === undefined ? {} : { definition: definitionId(definition) }),
  })),
  wires: drawn.flatMap(({ name, from }) =>
    Object.entries(from).flatMap(([port, sources]) =>
      sources.map((source) => {
        const [before = '', output = 'y'] = source.split('.');
        return {
          id: wireId(before, name),
          from: { node: nodeId(before), port: output },
          to: { node: nodeId(name), port },
        };
      }),
    ),
  ),
  definitions: [...definitions],
});
