/** The graph as rows of a tree: layers in the order in which data flows, below each its wires and the inside of its block. */
import type { Graph, GraphNode, Wire } from '../../shared/graph/graph-doc.ts';
import { definitionOf } from '../../shared/graph/ports.ts';
import { topology } from '../../shared/graph/topology.ts';
import type { DefinitionId } from '../../shared/ids.ts';
import { nodeTitle, type SpokenContext, spokenNode, spokenWire } from './spoken.ts';
import { typeText } from '../canvas/layer-text.ts';

interface RowBase {
  /** Unique among the rows. */
  readonly key: string;
  readonly parent: string | undefined;
  readonly level: number;
  /** Place among its siblings, from 1, and how many they are. */
  readonly at: number;
  readonly of: number;
  /** undefined: there is nothing below it. */
  readonly expanded: boolean | undefined;
  /** What typing finds it by. */
  readonly title: string;
  /** What is read aloud. */
  readonly spoken: string;
}
export type OutlineRow = RowBase &
  (
    | { readonly kind: 'node'; readonly node: GraphNode }
    | { readonly kind: 'wire'; readonly wire: Wire }
    /** Inside a block that is not open: `path` opens it. */
    | { readonly kind: 'inner'; readonly node: GraphNode; readonly path: readonly DefinitionId[] }
  );

/** Rows that can be seen now. */
export function outlineRows(
  graph: Graph,
  context: SpokenContext,
  expanded: ReadonlySet<string>,
): readonly OutlineRow[] {
  const { order, outgoing } = topology(graph);
  // What lies on a circle has no place in the order and comes last.
  const nodes = [...order, ...graph.nodes.filter((node) => !order.includes(node))];
  return nodes.flatMap((node, index) => {
    const wires = outgoing.get(node.id) ?? [];
    const inner = insideOf(node, context);
    const below = wires.length + inner.length;
    const open = expanded.has(node.id);
    const row: OutlineRow = {
      kind: 'node',
      key: node.id,
      parent: undefined,
      level: 1,
      at: index + 1,
      of: nodes.length,
      expanded: below > 0 ? open : undefined,
      title: nodeTitle(context, node),
      spoken: spokenNode(context, node),
      node,
    };
    if (!open) return [row];
    return [
      row,
      ...wires.map((wire, place): OutlineRow => {
        const spoken = spokenWire(context, wire);
        const base = { key: wire.id, parent: node.id, level: 2, at: place + 1, of: below, expanded: undefined };
        return { kind: 'wire', ...base, title: spoken, spoken, wire };
      }),
      ...innerRows(node, context, expanded, { parent: node.id, level: 2, path: [], before: wires.length, of: below }),
    ];
  });
}

const insideOf = (node: GraphNode, { definitions }: SpokenContext): readonly GraphNode[] => {
  const definition = definitionOf(definitions, node);
  return definition ? topology(definition).order : [];
};

interface Below {
  readonly parent: string;
  readonly level: number;
  readonly path: readonly DefinitionId[];
  /** Siblings that stand before these rows, and all of them. */
  readonly before: number;
  readonly of: number;
}

function innerRows(
  block: GraphNode,
  context: SpokenContext,
  expanded: ReadonlySet<string>,
  { parent, level, path, before, of }: Below,
): readonly OutlineRow[] {
  if (!block.definition) return [];
  const here = [...path, block.definition];
  return insideOf(block, context).flatMap((node, index): readonly OutlineRow[] => {
    const key = `${parent}/${node.id}`;
    const inside = insideOf(node, context);
    const open = expanded.has(key);
    const title = `${typeText(context.t, node, context.definitions)} ${node.name}`;
    const row: OutlineRow = {
      kind: 'inner',
      key,
      parent,
      level,
      at: before + index + 1,
      of,
      expanded: inside.length > 0 ? open : undefined,
      title,
      spoken: title,
      node,
      path: here,
    };
    const next = { parent: key, level: level + 1, path: here, before: 0, of: inside.length };
    return open ? [row, ...innerRows(node, context, expanded, next)] : [row];
  });
}

/** The next row whose title begins with what was typed, after `from`, going round. */
export function findTyped(rows: readonly OutlineRow[], typed: string, from: number): OutlineRow | undefined {
  const wanted = typed.toLowerCase();
  // One letter looks on from the next row; more letters may still mean the row that they have found.
  const start = typed.length === 1 ? from + 1 : Math.max(0, from);
  const turned = [...rows.slice(start), ...rows.slice(0, start)];
  return turned.find(({ title }) => title.toLowerCase().startsWith(wanted));
}
