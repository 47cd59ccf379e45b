/**
 * Which nodes of two graphs are the same layer: by id, else by type and name, else by type and place in the wiring. Two
 * versions of one project share ids; two imports of one model share names; copies share neither.
 */
import type { NodeId } from '../ids.ts';
import type { Graph, GraphNode } from './graph-doc.ts';

/** Ids of the first graph's nodes to those of the second's. */
export type Matching = ReadonlyMap<NodeId, NodeId>;

export function matchNodes(before: Graph, after: Graph): Matching {
  const found = new Map<NodeId, NodeId>();
  const taken = new Set<NodeId>();
  const match = (a: NodeId, b: NodeId): void => {
    found.set(a, b);
    taken.add(b);
  };
  const ids = new Set(after.nodes.map(({ id }) => id));
  for (const { id } of before.nodes) if (ids.has(id)) match(id, id);
  const left = (): readonly GraphNode[] => before.nodes.filter(({ id }) => !found.has(id));
  const free = (): readonly GraphNode[] => after.nodes.filter(({ id }) => !taken.has(id));

  const named = new Map(free().flatMap((node) => (node.name === '' ? [] : [[`${node.type} ${node.name}`, node.id]])));
  for (const { id, type, name } of left()) {
    const same = named.get(`${type} ${name}`);
    if (same !== undefined && !taken.has(same)) match(id, same);
  }
  matchByPlace(before, after, { left, free, match, found });
  return found;
}

interface Progress {
  readonly left: () => readonly GraphNode[];
  readonly free: () => readonly GraphNode[];
  readonly match: (a: NodeId, b: NodeId) => void;
  readonly found: Matching;
}

/** Each match tells more about its neighbours, so this goes on until a round finds nothing. */
function matchByPlace(before: Graph, after: Graph, { left, free, match, found }: Progress): void {
  const endsBefore = endsOf(before);
  const endsAfter = endsOf(after);
  const byPlace = new Map<string, GraphNode[]>();
  for (const node of free()) {
    for (const end of endsAfter.get(node.id) ?? []) {
      const key = `${node.type} ${end}`;
      byPlace.set(key, [...(byPlace.get(key) ?? []), node]);
    }
  }
  for (;;) {
    const open = left();
    const candidates = new Set(free());
    if (open.length === 0 || candidates.size === 0) return;
    let best: { readonly a: NodeId; readonly b: NodeId; readonly score: number } | undefined;
    for (const node of open) {
      const scores = new Map<GraphNode, number>();
      for (const end of endsBefore.get(node.id) ?? []) {
        const there = translated(end, found);
        const near = there === undefined ? [] : (byPlace.get(`${node.type} ${there}`) ?? []);
        for (const candidate of near)
          if (candidates.has(candidate)) scores.set(candidate, (scores.get(candidate) ?? 0) + 1);
      }
      for (const [candidate, shared] of scores) {
        const score = shared + (sameParams(node, candidate) ? 0.5 : 0);
        if (!best || score > best.score) best = { a: node.id, b: candidate.id, score };
      }
    }
    if (best) match(best.a, best.b);
    else if (!matchOnly(open, [...candidates], match)) return;
  }
}

/** The one Input of both, where nothing else says that they are the same. True when there was such a pair. */
function matchOnly(open: readonly GraphNode[], candidates: readonly GraphNode[], match: Progress['match']): boolean {
  const onlyOf = (nodes: readonly GraphNode[]): ReadonlyMap<string, GraphNode> => {
    const counts = Map.groupBy(nodes, ({ type }) => type);
    return new Map([...counts].flatMap(([type, [only, ...more]]) => (only && more.length === 0 ? [[type, only]] : [])));
  };
  const there = onlyOf(candidates);
  for (const [type, node] of onlyOf(open)) {
    const same = there.get(type);
    if (!same) continue;
    // One at a time: its neighbours are known by their place from now on.
    match(node.id, same.id);
    return true;
  }
  return false;
}

const sameParams = (a: GraphNode, b: GraphNode): boolean => JSON.stringify(a.params) === JSON.stringify(b.params);

/** `in x lstm y`: something arrives at port x from lstm's y. */
function endsOf({ wires }: Graph): ReadonlyMap<NodeId, readonly string[]> {
  const ends = new Map<NodeId, string[]>();
  const add = (node: NodeId, end: string): void => {
    const known = ends.get(node);
    if (known) known.push(end);
    else ends.set(node, [end]);
  };
  for (const { from, to } of wires) {
    add(to.node, `in ${to.port} ${from.node} ${from.port}`);
    add(from.node, `out ${from.port} ${to.node} ${to.port}`);
  }
  return ends;
}

function translated(end: string, found: ReadonlyMap<string, NodeId>): string | undefined {
  const [direction, own, node, port] = end.split(' ');
  const there = found.get(node ?? '');
  return there === undefined ? undefined : `${direction} ${own} ${there} ${port}`;
}
