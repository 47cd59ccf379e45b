/** Two drawings laid over each other: what stays, what came, what changed, and ghosts of what is gone. */
import { compareGraphs, type GraphChange } from '../../shared/graph/compare-graphs.ts';
import type { GraphDoc, GraphNode } from '../../shared/graph/graph-doc.ts';
import { nodeNames } from '../../shared/graph/names.ts';
import { placeBelow } from '../canvas/places.ts';

export type Mark = 'added' | 'removed' | 'changed' | 'same';

export interface MarkedNode {
  /** Unique on the canvas: a ghost may have the id of a node that stays. */
  readonly id: string;
  readonly node: GraphNode;
  readonly name: string;
  readonly mark: Mark;
  /** What changed of it, or inside it, where it is marked as changed. */
  readonly changes: readonly GraphChange[];
  readonly position: { readonly x: number; readonly y: number };
}
export interface MarkedWire {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly mark: Exclude<Mark, 'changed'>;
}
export interface ComparisonGraph {
  readonly changes: readonly GraphChange[];
  readonly nodes: readonly MarkedNode[];
  readonly wires: readonly MarkedWire[];
}

const size = { width: 170, height: 84 };
const ghostId = (id: string): string => `ghost ${id}`;

export function comparisonGraph(before: GraphDoc, after: GraphDoc): ComparisonGraph {
  const { changes, matching } = compareGraphs(before, after);
  const here = changes.filter((change) => change.block === undefined);
  const changedBlocks = new Set(changes.flatMap(({ block }) => (block ? [block.id] : [])));
  const marks = new Map(here.flatMap((change) => ('node' in change ? [[change.node, markOf(change)] as const] : [])));
  const names = nodeNames(after.nodes, after.definitions);
  const oldNames = nodeNames(before.nodes, before.definitions);
  const stay = after.nodes.map((node): MarkedNode => {
    const isChanged = node.definition !== undefined && changedBlocks.has(node.definition);
    const mark = marks.get(node.id) ?? (isChanged ? 'changed' : 'same');
    const own = mark === 'changed' ? changes.filter((change) => concerns(change, node)) : [];
    return { id: node.id, node, name: names.get(node.id) ?? node.name, mark, changes: own, position: node.position };
  });
  const ghosts: MarkedNode[] = [];
  for (const node of before.nodes.filter(({ id }) => !matching.has(id))) {
    // Where it was, or below what stands there now.
    const position = placeBelow(node.position, [...stay, ...ghosts], size);
    ghosts.push({
      id: ghostId(node.id),
      node,
      name: oldNames.get(node.id) ?? node.name,
      mark: 'removed',
      changes: [],
      position,
    });
  }
  return { changes, nodes: [...stay, ...ghosts], wires: wiresOf(before, after, matching) };
}

const concerns = (change: GraphChange, { id, definition }: GraphNode): boolean =>
  change.block === undefined ? 'node' in change && change.node === id : change.block.id === definition;

const markOf = ({ kind }: GraphChange): Mark => (kind === 'added' || kind === 'removed' ? kind : 'changed');

function wiresOf(before: GraphDoc, after: GraphDoc, matching: ReadonlyMap<string, string>): readonly MarkedWire[] {
  const placeOf = (id: string): string => matching.get(id) ?? ghostId(id);
  const keyOf = (from: string, fromPort: string, to: string, toPort: string): string =>
    [from, fromPort, to, toPort].join('|');
  const old = new Map(
    before.wires.map(({ id, from, to }) => {
      const [start, end] = [placeOf(from.node), placeOf(to.node)];
      return [keyOf(start, from.port, end, to.port), { id: ghostId(id), from: start, to: end }];
    }),
  );
  const now = new Map(
    after.wires.map((wire) => [keyOf(wire.from.node, wire.from.port, wire.to.node, wire.to.port), wire]),
  );
  return [
    ...[...now].map(
      ([key, { id, from, to }]): MarkedWire => ({
        id,
        from: from.node,
        to: to.node,
        mark: old.has(key) ? 'same' : 'added',
      }),
    ),
    ...[...old].flatMap(([key, wire]): readonly MarkedWire[] => (now.has(key) ? [] : [{ ...wire, mark: 'removed' }])),
  ];
}
