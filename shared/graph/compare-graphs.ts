/** What differs between two graphs as a person would tell it. Where nodes stand says nothing. */
import type { DefinitionId, NodeId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import { defaultParams } from '../layers/param-values.ts';
import type { Definition, Graph, GraphDoc, GraphNode, ParamValue, Wire } from './graph-doc.ts';
import { type Matching, matchNodes } from './match-nodes.ts';
import { nodeNames } from './names.ts';
import { sortedJson } from '../json.ts';

export interface ParamChange {
  readonly param: string;
  readonly before: ParamValue;
  readonly after: ParamValue;
}

/** A node as the sentences call it; `node` is its id in the graph after, of removed ones in the graph before. */
interface About {
  readonly node: NodeId;
  readonly type: string;
  readonly name: string;
}
interface End {
  readonly node: NodeId;
  readonly name: string;
  readonly port: string;
}

export type NodeChange =
  | (About & { readonly kind: 'added' | 'removed' | 'bypassed' | 'unbypassed' | 'reordered' })
  | (About & { readonly kind: 'renamed'; readonly before: string })
  | (About & { readonly kind: 'retyped'; readonly before: string })
  | (About & { readonly kind: 'params'; readonly params: readonly ParamChange[] })
  /** It applies another block than before. */
  | (About & { readonly kind: 'reapplied' });
export type WireChange = { readonly kind: 'wired' | 'unwired'; readonly from: End; readonly to: End };
export type BlockChange =
  | { readonly kind: 'blockAdded' | 'blockRemoved'; readonly name: string }
  | { readonly kind: 'blockRenamed'; readonly name: string; readonly before: string };
/** Comments and frames: that they differ, not how. */
export interface NotesChange {
  readonly kind: 'notes';
}
export type GraphChange = (NodeChange | WireChange | BlockChange | NotesChange) & {
  /** The block that it happened in; absent: the model itself. */
  readonly block?: { readonly id: DefinitionId; readonly name: string };
};

export interface GraphComparison {
  readonly changes: readonly GraphChange[];
  /** Nodes of the model itself, before to after. */
  readonly matching: Matching;
}

export function compareGraphs(before: GraphDoc, after: GraphDoc): GraphComparison {
  const matching = matchNodes(before, after);
  const blocks = matchBlocks(before.definitions, after.definitions);
  const inBlocks = after.definitions.flatMap((definition): readonly GraphChange[] => {
    const old = before.definitions.find(({ id }) => blocks.get(id) === definition.id);
    if (!old) return [{ kind: 'blockAdded', name: definition.name }];
    const renamed: readonly GraphChange[] =
      old.name === definition.name ? [] : [{ kind: 'blockRenamed', name: definition.name, before: old.name }];
    const inside = changesOf(old, definition, matchNodes(old, definition), { before, after, blocks });
    const block = { id: definition.id, name: definition.name };
    return [...renamed, ...inside.map((change) => ({ ...change, block }))];
  });
  const gone = before.definitions.filter(({ id }) => !blocks.has(id));
  return {
    matching,
    changes: [
      ...changesOf(before, after, matching, { before, after, blocks }),
      ...inBlocks,
      ...gone.map(({ name }): GraphChange => ({ kind: 'blockRemoved', name })),
    ],
  };
}

type Blocks = ReadonlyMap<DefinitionId, DefinitionId>;

function matchBlocks(before: readonly Definition[], after: readonly Definition[]): Blocks {
  const found = new Map<DefinitionId, DefinitionId>();
  const taken = new Set<DefinitionId>();
  for (const isSame of [
    (a: Definition, b: Definition) => a.id === b.id,
    (a: Definition, b: Definition) => a.name === b.name,
  ])
    for (const old of before) {
      const match = found.has(old.id) ? undefined : after.find((now) => !taken.has(now.id) && isSame(old, now));
      if (!match) continue;
      found.set(old.id, match.id);
      taken.add(match.id);
    }
  return found;
}

interface Both {
  readonly before: GraphDoc;
  readonly after: GraphDoc;
  readonly blocks: Blocks;
}

function changesOf(before: Graph, after: Graph, matching: Matching, both: Both): readonly GraphChange[] {
  const oldNames = nodeNames(before.nodes, both.before.definitions);
  const names = nodeNames(after.nodes, both.after.definitions);
  const oldNodes = new Map(before.nodes.map((node) => [node.id, node]));
  const back = new Map([...matching].map(([a, b]) => [b, a]));
  const nameOf = (node: GraphNode): string => names.get(node.id) ?? oldNames.get(node.id) ?? node.name;
  const about = (node: GraphNode): About => ({ node: node.id, type: node.type, name: nameOf(node) });
  const nodes = after.nodes.flatMap((node): readonly NodeChange[] => {
    const old = oldNodes.get(back.get(node.id) as NodeId); // undefined finds nothing, as it should
    if (!old) return [{ kind: 'added', ...about(node) }];
    return nodeChanges(old, node, about(node), oldNames.get(old.id) ?? old.name, both.blocks);
  });
  const removed = before.nodes
    .filter(({ id }) => !matching.has(id))
    .map((node): NodeChange => ({ kind: 'removed', ...about(node), name: oldNames.get(node.id) ?? node.name }));
  return [
    ...removed,
    ...nodes,
    ...wireChanges(before, after, matching, { names, oldNames }),
    ...reordered(before, after, matching).map((id): NodeChange => {
      const node = after.nodes.find((candidate) => candidate.id === id);
      return { kind: 'reordered', node: id, type: node?.type ?? '', name: names.get(id) ?? '' };
    }),
    ...(sameNotes(before, after) ? [] : [{ kind: 'notes' } as const]),
  ];
}

function nodeChanges(
  old: GraphNode,
  node: GraphNode,
  about: About,
  oldName: string,
  blocks: Blocks,
): readonly NodeChange[] {
  const changes: NodeChange[] = [];
  if (old.type !== node.type) changes.push({ kind: 'retyped', ...about, before: old.type });
  // A name made from the type changes with it, and one made from its number with its neighbours: both are no renaming.
  if (old.name !== node.name && oldName !== about.name && old.type === node.type)
    changes.push({ kind: 'renamed', ...about, before: oldName });
  if (old.definition !== undefined && node.definition !== undefined && blocks.get(old.definition) !== node.definition)
    changes.push({ kind: 'reapplied', ...about });
  if (old.bypassed !== node.bypassed)
    changes.push({ kind: node.bypassed === true ? 'bypassed' : 'unbypassed', ...about });
  const params = paramChanges(old, node);
  if (params.length > 0) changes.push({ kind: 'params', ...about, params });
  return changes;
}

/** An absent parameter has its default. After a change of type only what both types have is compared. */
export function paramChanges(old: GraphNode, node: GraphNode): readonly ParamChange[] {
  const before = withDefaults(old);
  const after = withDefaults(node);
  const names = Object.keys({ ...before, ...after }).filter(
    (param) => old.type === node.type || (param in before && param in after),
  );
  return names.flatMap((param) => {
    const [a, b] = [before[param] ?? null, after[param] ?? null];
    return sortedJson(a) === sortedJson(b) ? [] : [{ param, before: a, after: b }];
  });
}

function withDefaults({ type, params }: GraphNode): Readonly<Record<string, ParamValue>> {
  const record = layerType(type);
  return record ? { ...defaultParams(record), ...params } : params;
}

interface Names {
  readonly names: ReadonlyMap<NodeId, string>;
  readonly oldNames: ReadonlyMap<NodeId, string>;
}

/**
 * Wires between layers that both graphs have. Those of added and removed layers go without saying, and so does the wire
 * that an added layer was put into, or that closed over a removed one.
 */
function wireChanges(
  before: Graph,
  after: Graph,
  matching: Matching,
  { names, oldNames }: Names,
): readonly WireChange[] {
  const key = (from: NodeId, wire: Wire, to: NodeId): string => `${from} ${wire.from.port} ${to} ${wire.to.port}`;
  const old = new Map(
    before.wires.flatMap((wire) => {
      const [from, to] = [matching.get(wire.from.node), matching.get(wire.to.node)];
      return from === undefined || to === undefined ? [] : [[key(from, wire, to), { wire, from, to }]];
    }),
  );
  const kept = new Set(matching.values());
  const now = new Map(
    after.wires
      .filter(({ from, to }) => kept.has(from.node) && kept.has(to.node))
      .map((wire) => [key(wire.from.node, wire, wire.to.node), wire]),
  );
  const leadsThroughNew = pathsThrough(after, (id) => !kept.has(id));
  const leadsThroughGone = pathsThrough(before, (id) => !matching.has(id));
  const back = new Map([...matching].map(([a, b]) => [b, a]));
  const end = (id: NodeId, port: string, from: ReadonlyMap<NodeId, string>): End => ({
    node: id,
    name: from.get(id) ?? '',
    port,
  });
  const unwired = [...old].flatMap(([at, { wire, from, to }]): readonly WireChange[] =>
    now.has(at) || leadsThroughNew(from, to)
      ? []
      : [
          {
            kind: 'unwired',
            from: { ...end(from, wire.from.port, names), name: oldNames.get(wire.from.node) ?? '' },
            to: { ...end(to, wire.to.port, names), name: oldNames.get(wire.to.node) ?? '' },
          },
        ],
  );
  const wired = [...now].flatMap(([at, { from, to }]): readonly WireChange[] =>
    old.has(at) || leadsThroughGone(back.get(from.node) as NodeId, back.get(to.node) as NodeId) // kept nodes have one
      ? []
      : [{ kind: 'wired', from: end(from.node, from.port, names), to: end(to.node, to.port, names) }],
  );
  return [...unwired, ...wired];
}

/** Whether a way from one node to another goes through nodes of a kind only, at least one. */
function pathsThrough(graph: Graph, isInner: (id: NodeId) => boolean): (from: NodeId, to: NodeId) => boolean {
  const next = new Map<NodeId, NodeId[]>();
  for (const { from, to } of graph.wires) next.set(from.node, [...(next.get(from.node) ?? []), to.node]);
  return (from, to) => {
    const seen = new Set<NodeId>();
    const open = (next.get(from) ?? []).filter(isInner);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const following of next.get(id) ?? []) {
        if (following === to) return true;
        if (isInner(following)) open.push(following);
      }
    }
    return false;
  };
}

/** Nodes of the graph after that get the same wires on a port in another order: a merge then puts them together otherwise. */
function reordered(before: Graph, after: Graph, matching: Matching): readonly NodeId[] {
  const order = (graph: Graph, idOf: (id: NodeId) => NodeId | undefined): ReadonlyMap<string, readonly string[]> => {
    const ports = new Map<string, string[]>();
    for (const { from, to } of graph.wires) {
      const at = `${idOf(to.node)} ${to.port}`;
      ports.set(at, [...(ports.get(at) ?? []), `${idOf(from.node)} ${from.port}`]);
    }
    return ports;
  };
  const old = order(before, (id) => matching.get(id));
  const now = order(after, (id) => id);
  const changed = after.wires.flatMap(({ to }) => {
    const at = `${to.node} ${to.port}`;
    const [a = [], b = []] = [old.get(at), now.get(at)];
    const isSameSet = a.length === b.length && a.toSorted().join('|') === b.toSorted().join('|');
    return isSameSet && a.join('|') !== b.join('|') ? [to.node] : [];
  });
  return [...new Set(changed)];
}

function sameNotes(before: Graph, after: Graph): boolean {
  const words = ({ annotations = [] }: Graph): string =>
    JSON.stringify(annotations.map(({ kind, text, colour }) => `${kind} ${colour} ${text}`).toSorted());
  return words(before) === words(after);
}
