/**
 * Where a wire that somebody is drawing may end: what each port would say to it, from the layers' own records. Nothing
 * is looked at before it is asked for, and each answer is kept, so that a large graph costs what is on the screen.
 */
import type { NodeId, WireId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import { noParams } from '../layers/layer-type.ts';
import { parseParams } from '../layers/param-values.ts';
import { type Problem, problem } from '../problem.ts';
import { applyType } from './apply-layer.ts';
import { gather, masksByPort } from './arriving.ts';
import { isBypassed } from './bypass.ts';
import { connect, type Endpoint, graphAt, inScope } from './edits.ts';
import type { Graph, GraphDoc, GraphNode, Wire } from './graph-doc.ts';
import { createLookup, inferDefinition } from './infer-shapes.ts';
import { type Arrival, type NodeInference, withNodes } from './inference.ts';
import { nodeNames } from './names.ts';
import { stoppedNote } from './mask-notes.ts';
import { inPlainWords } from './plain-words.ts';
import { blockType, definitionOf, type NodePort, type NodePorts, outputNodes, portsOf } from './ports.ts';
import { firstRepair, type RepairContext } from './repairs.ts';
import { sameSizes, type Shape, shapeText } from './shape.ts';
import { lossOf, targetOf, targetShapeProblems } from './target-shape.ts';
import { type Topology, topology } from './topology.ts';

/** `cannot`: no such wire may be drawn. `misfit`: it may, and the layer will say `problem`, which `repair` would mend. */
export type WireFit =
  | { readonly kind: 'fits'; readonly replaces?: Wire; readonly note?: Problem }
  | { readonly kind: 'misfit'; readonly problem: Problem; readonly repair?: string; readonly replaces?: Wire }
  | { readonly kind: 'cannot'; readonly problem: Problem };

/** The end of a wire that stays where it is while the other one is looked for. */
export interface FixedEnd {
  readonly end: Endpoint;
  /** Whether the wire starts here or ends here. */
  readonly side: 'source' | 'target';
  /** A wire that is there already and changes its other end: it counts as gone. */
  readonly moved?: WireId;
}

export interface WireFits {
  readonly fixed: FixedEnd;
  /** What a port on the other side would say; a port that does not exist cannot. */
  at(node: NodeId, port: string): WireFit;
  /** The port of a node that takes the wire best, an empty one first; undefined where none may be wired. */
  best(node: NodeId): NodePort | undefined;
}

interface Scene {
  readonly doc: GraphDoc;
  /** The open block; undefined is the model itself. */
  readonly definitionId: GraphDoc['definitions'][number]['id'] | undefined;
  readonly graph: Graph;
  /** Of the shown graph. */
  readonly nodes: ReadonlyMap<NodeId, NodeInference>;
  readonly byId: ReadonlyMap<NodeId, GraphNode>;
  readonly ways: Topology;
  portsOf(node: GraphNode): NodePorts;
  /** Asked for by sentences only. */
  names(): ReadonlyMap<NodeId, string>;
  readonly context: RepairContext;
}

/** Answers for every port that a wire from (or to) a fixed end could lead to (or come from). */
export function wireFits(
  doc: GraphDoc,
  definitionId: Scene['definitionId'],
  fixed: FixedEnd,
  context: RepairContext,
): WireFits {
  const shown = graphAt(doc, definitionId) ?? doc;
  const graph = fixed.moved ? { ...shown, wires: shown.wires.filter(({ id }) => id !== fixed.moved) } : shown;
  const inference = definitionId === undefined ? context.inference : context.inference.definitions.get(definitionId);
  const ports = new Map<NodeId, NodePorts>();
  let names: ReturnType<Scene['names']> | undefined;
  const scene: Scene = {
    doc,
    definitionId,
    graph,
    nodes: inference?.nodes ?? new Map(),
    byId: new Map(graph.nodes.map((node) => [node.id, node])),
    ways: topology(graph),
    portsOf: (node) => {
      const found = ports.get(node.id) ?? portsOf(node, doc.definitions);
      ports.set(node.id, found);
      return found;
    },
    names: () => (names ??= nodeNames(graph.nodes, doc.definitions)),
    context,
  };
  const circle = circleOf(scene, fixed);
  const known = new Map<string, WireFit>();
  const mended = new Map<string, string | undefined>();
  const at: WireFits['at'] = (node, port) => {
    const key = `${node} ${port}`;
    const fit = known.get(key) ?? fitOf(scene, fixed, circle, { node, port }, mended);
    known.set(key, fit);
    return fit;
  };
  return { fixed, at, best: (id) => bestPort(scene, fixed, id, at) };
}

/** All nodes that a wire from the fixed end would close a circle with, itself among them. */
function circleOf({ ways }: Scene, { end, side }: FixedEnd): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>([end.node]);
  const waiting = [end.node];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const next =
      side === 'source'
        ? (ways.incoming.get(id) ?? []).map(({ from }) => from.node)
        : (ways.outgoing.get(id) ?? []).map(({ to }) => to.node);
    for (const node of next) {
      if (seen.has(node)) continue;
      seen.add(node);
      waiting.push(node);
    }
  }
  return seen;
}

function fitOf(
  scene: Scene,
  fixed: FixedEnd,
  circle: ReadonlySet<NodeId>,
  other: Endpoint,
  mended: Map<string, string | undefined>,
): WireFit {
  const [from, to] = fixed.side === 'source' ? [fixed.end, other] : [other, fixed.end];
  const [source, target] = [scene.byId.get(from.node), scene.byId.get(to.node)];
  const { definitions } = scene.doc;
  const starts = source && scene.portsOf(source).outputs.some(({ name }) => name === from.port);
  const port = target && scene.portsOf(target).inputs.find(({ name }) => name === to.port);
  if (!starts || !port) return { kind: 'cannot', problem: problem('wire/dangling', { from: from.port, to: to.port }) };
  if (circle.has(other.node)) {
    const name = scene.names().get(other.node) ?? '';
    const context = other.node === fixed.end.node ? 'itself' : fixed.side;
    return { kind: 'cannot', problem: problem('wire/cycle', { name, context: `drawing_${context}` }) };
  }
  const there = (scene.ways.incoming.get(target.id) ?? []).filter((wire) => wire.to.port === to.port);
  const same = there.find((wire) => wire.from.node === from.node && wire.from.port === from.port);
  if (same) return { kind: 'cannot', problem: problem('wire/exists', {}, { wireId: same.id }) };
  const replaces = port.many ? undefined : there[0];
  const drawn: Wire = { id: 'wire-drawn' as WireId, from, to }; // never leaves this file
  const wires = [...(scene.ways.incoming.get(target.id) ?? []).filter((wire) => wire !== replaces), drawn];
  const said = saidBy(scene, target, wires);
  const also = replaces ? { replaces } : {};
  if (!said) return { kind: 'fits', ...also };
  if (said.severity === 'note') return { kind: 'fits', note: said, ...also };
  // A layer that has no other wire says the same as every layer like it; Outputs have targets of their own.
  const kind = target.type === 'output' ? target.id : target.type;
  const alike = JSON.stringify([kind, target.params, target.definition, to.port, said.code]);
  const known = wires.length === 1 && fixed.side === 'source';
  const repair = known && mended.has(alike) ? mended.get(alike) : repairOf(scene, from, to, said);
  if (known) mended.set(alike, repair);
  const { graph } = scene;
  const told = inPlainWords(
    said,
    target,
    { ...graph, wires: [...graph.wires.filter((wire) => wire !== replaces), drawn] },
    definitions,
  );
  return { kind: 'misfit', problem: told, ...(repair === undefined ? {} : { repair }), ...also };
}

/** What a node would say to these wires; nothing while it cannot be asked, because another wire or shape is missing. */
function saidBy(scene: Scene, node: GraphNode, wires: readonly Wire[]): Problem | undefined {
  const { definitions } = scene.doc;
  // A bypassed layer lets everything through.
  if (isBypassed(node, definitions)) return undefined;
  const ports = scene.portsOf(node).inputs;
  const names = ports.map(({ name }) => name);
  const arriving = gather(node, wires, names, scene.nodes);
  const lacking = ports.some(({ name, optional }) => !optional && !wires.some(({ to }) => to.port === name));
  if (lacking || !arriving.complete) return undefined;
  const stack = scene.definitionId === undefined ? [] : [scene.definitionId];
  if (node.type === blockType) {
    const arrivals = names.map((name) => arriving.wired.find(({ wire }) => wire.to.port === name)?.arrival);
    return arrivals.every((arrival) => arrival !== undefined) ? saidByBlock(scene, node, arrivals, stack) : undefined;
  }
  const type = layerType(node.type);
  const params = type && parseParams(type, node.params);
  if (!type || !params?.ok) return undefined;
  const masks = masksByPort(type, arriving);
  const outcome = applyType(type, params.value, arriving.inputs, masks, createLookup(definitions, stack));
  const drawn = arriving.wired.at(-1);
  const missed = drawn?.arrival && saidByTarget(scene, node, drawn.arrival.shape, drawn.wire.id);
  if (missed) return missed;
  if (!outcome.ok) {
    // Merges and states that wait for a further wire take this one.
    return outcome.problem.code === 'wire/missing' ? undefined : { ...outcome.problem, nodeId: node.id };
  }
  if (!drawn?.arrival?.masked) return undefined;
  if (outcome.value.rule === 'refuses') {
    const details = { layer: type.keras?.class ?? type.id };
    return problem('mask/refused', details, { nodeId: node.id, wireId: drawn.wire.id });
  }
  const ends = outcome.value.rule === 'stops' || type.unreadMasks?.includes(drawn.wire.to.port) === true;
  return ends ? stoppedNote(type, drawn.wire.to.port, { nodeId: node.id }) : undefined;
}

/** An Output of the model: whether what would arrive is what the data want predicted. */
function saidByTarget(scene: Scene, node: GraphNode, shape: Shape, wireId: WireId): Problem | undefined {
  if (node.type !== 'output' || scene.definitionId !== undefined) return undefined;
  const { targetSpecs, settings } = scene.context;
  const index = outputNodes(scene.doc).findIndex(({ id }) => id === node.id);
  const target = targetOf(targetSpecs, index);
  const loss = settings && lossOf(settings, index);
  return target && targetShapeProblems(shape, target, loss, { nodeId: node.id, wireId })[0];
}

function saidByBlock(
  scene: Scene,
  node: GraphNode,
  arrivals: readonly Arrival[],
  stack: Parameters<typeof inferDefinition>[3],
): Problem | undefined {
  const { definitions } = scene.doc;
  const definition = definitionOf(definitions, node);
  if (!definition) return undefined;
  // Its weights are made for the shapes that its first use sees.
  const first = scene.graph.nodes.find((other) => other !== node && other.definition === node.definition);
  for (const [index, { name }] of scene.portsOf(node).inputs.entries()) {
    const [expected, received] = [first && scene.nodes.get(first.id)?.inputs[name]?.[0], arrivals[index]?.shape];
    if (expected && received && !sameSizes(expected, received)) {
      const details = { layer: definition.name, expected: shapeText(expected), received: shapeText(received) };
      return problem('shape/mismatch', details, { nodeId: node.id });
    }
  }
  const inference = inferDefinition(definitions, definition.id, arrivals, stack);
  const broken = inference?.problems.find(({ severity }) => severity === 'error');
  // Unfinished inside is nothing that the wire is to blame for.
  if (!broken || broken.details.received === undefined) return undefined;
  const details = {
    layer: definition.name,
    inner: String(broken.details.layer ?? ''),
    expected: String(broken.details.expected ?? ''),
    received: String(broken.details.received),
  };
  return problem('shape/inner-layer', details, { nodeId: node.id });
}

/** The first repair that would mend what the target says, once the wire is there. */
function repairOf(scene: Scene, from: Endpoint, to: Endpoint, said: Problem): string | undefined {
  const { doc, definitionId, graph } = scene;
  const wired = inScope(doc, definitionId, () => connect(graph, from, to, doc.definitions));
  const where = definitionId === undefined ? {} : { definitionId };
  const wire = graphAt(wired, definitionId)?.wires.at(-1);
  // The wires of a mask's problem are looked for by their id.
  const told = { ...said, ...where, ...(said.wireId && wire ? { wireId: wire.id } : {}) };
  return firstRepair(wired, told, withArrivals(scene, to.node, graphAt(wired, definitionId)?.wires ?? []));
}

/** What repairs may look at once the wire is there: the shapes that then arrive at its target. */
function withArrivals(scene: Scene, id: NodeId, wires: readonly Wire[]): RepairContext {
  const { definitionId, context, nodes, byId } = scene;
  const [node, before] = [byId.get(id), nodes.get(id)];
  if (!node) return context;
  const ports = scene.portsOf(node).inputs.map(({ name }) => name);
  const into = wires.filter(({ to }) => to.node === id);
  const { inputs } = gather(node, into, ports, nodes);
  const known: NodeInference = { outputs: {}, masked: {}, params: noParams, ...before, inputs };
  return { ...context, inference: withNodes(context.inference, definitionId, new Map(nodes).set(id, known)) };
}

/** The smaller the better: what fits, what one click mends, ports that few need, what nothing mends; empty before taken. */
export function fitRank(fit: WireFit, { optional = false }: NodePort): number {
  if (fit.kind === 'cannot') return 9;
  const mends = fit.kind === 'misfit' ? (fit.repair === undefined ? 6 : 2) : 0;
  return mends + (optional ? 4 : 0) + (fit.replaces ? 1 : 0);
}

function bestPort(scene: Scene, { side }: FixedEnd, id: NodeId, at: WireFits['at']): NodePort | undefined {
  const node = scene.byId.get(id);
  const ports = node && scene.portsOf(node);
  const open = (side === 'source' ? ports?.inputs : ports?.outputs) ?? [];
  const rank = (port: NodePort): number => fitRank(at(id, port.name), port);
  return open.filter((port) => at(id, port.name).kind !== 'cannot').toSorted((a, b) => rank(a) - rank(b))[0];
}
