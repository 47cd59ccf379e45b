/**
 * Which part of a drawing can be computed, and where in the compiled part each node's values are found. A half-built graph
 * is normal: what is right is computed, the rest says why not.
 */
import type { FlowGap, FlowNode } from '../contract/flow.ts';
import type { InputSpec } from '../data/spec-types.ts';
import { plainDoc } from '../graph/bypass.ts';
import type { Definition, Graph, GraphDoc, GraphNode, Wire } from '../graph/graph-doc.ts';
import { boundSpec, type GraphInference, inferGraph } from '../graph/infer-shapes.ts';
import { definitionsOf } from '../graph/edits.ts';
import { blockType, inputNodes, outputNodes, portsOf } from '../graph/ports.ts';
import type { AxisName, Shape } from '../graph/shape.ts';
import { type Topology, topology } from '../graph/topology.ts';
import { usedInputs, usedNodes } from '../graph/used-nodes.ts';
import type { DefinitionId, NodeId, WireId } from '../ids.ts';
import { graphToKeras, layerNames } from '../keras/graph-to-keras.ts';
import type { KerasModelConfig } from '../keras/keras-config.ts';
import type { Problem } from '../problem.ts';

/** Where the values of a node are: an input of the data, or a tensor of a watched call (`path` as the engine tells it). */
export type FlowAddress =
  | { readonly kind: 'data'; readonly index: number }
  | { readonly kind: 'output' | 'input'; readonly path: string; readonly index: number };

export interface PlannedNode extends FlowNode {
  /** null: not computed, for the reason of `gap`. */
  readonly address: FlowAddress | null;
  readonly gap: FlowGap | null;
  /** Names of the axes without the batch. */
  readonly axes: readonly AxisName[];
  /** The watched call of the layer itself; null for Inputs and Outputs. */
  readonly call: string | null;
  /** Of an Output of the model: its place among the Outputs. */
  readonly target: number | null;
}

export interface FlowPlan {
  /** null: there are Inputs at most. */
  readonly model: KerasModelConfig | null;
  /** The model's inputs in order, each an input of the data. */
  readonly feeds: readonly number[];
  readonly nodes: readonly PlannedNode[];
}

/** `specs`: the exact inputs of the prepared data. */
export function flowPlan(drawn: GraphDoc, specs: readonly InputSpec[]): FlowPlan {
  const doc = plainDoc(drawn);
  const inference = inferGraph(doc, { inputSpecs: specs });
  const order = topology(doc);
  const data = dataOf(doc, inference, specs);
  const gaps = gapsOf(doc, order, inference, data);
  const part = computablePart(doc, order, gaps);
  const compiled = part.outputs > 0 ? graphToKeras(part.doc, { inputSpecs: specs }) : null;
  if (compiled && !compiled.ok) {
    const [problem] = compiled.problem;
    for (const node of doc.nodes)
      if (!gaps.has(node.id) && node.type !== 'input')
        gaps.set(node.id, { why: 'problem', ...(problem ? { problem } : {}) });
  }
  const model = compiled?.ok ? compiled.value : null;
  const nodes: PlannedNode[] = [];
  const known = addresses(part.doc, doc.definitions, [], null, nodes, new Set(), inference, inference);
  const planned = doc.nodes.map((node): PlannedNode => {
    const gap = gaps.get(node.id) ?? null;
    const base = {
      scope: null,
      node: node.id,
      gap,
      target: node.type === 'output' ? outputNodes(doc).indexOf(node) : null,
    };
    const nothing = { ...base, address: null, axes: [], call: null };
    if (gap) return nothing;
    if (node.type === 'input')
      return {
        ...nothing,
        address: { kind: 'data', index: data.get(node.id) ?? 0 },
        axes: axesOf(inference, node.id, 'y'),
      };
    const wire = node.type === 'output' ? order.incoming.get(node.id)?.[0] : undefined;
    const from = wire?.from ?? { node: node.id, port: firstPort(node, doc.definitions) };
    const index = data.get(from.node);
    if (index !== undefined)
      return { ...nothing, address: { kind: 'data', index }, axes: axesOf(inference, from.node, 'y') };
    const path = known.get(from.node);
    if (path === undefined) return { ...nothing, gap: { why: 'unused' } };
    return {
      ...base,
      address: { kind: 'output', path, index: portIndex(doc, doc.definitions, from) },
      axes: axesOf(inference, from.node, from.port),
      call: node.type === 'output' ? null : path,
    };
  });
  return {
    model,
    feeds: feedsOf(doc, part.doc, specs),
    nodes: [...planned, ...nodes, ...leftOut(drawn, doc, null), ...leftOutInside(drawn, doc)],
  };
}

/** Nodes of a drawing that are not in it once what is bypassed is left out. */
function leftOut(drawn: Graph, plain: Graph, scope: DefinitionId | null): readonly PlannedNode[] {
  if (drawn === plain) return [];
  const kept = new Set(plain.nodes.map(({ id }) => id));
  return drawn.nodes
    .filter(({ id }) => !kept.has(id))
    .map(({ id }) => ({
      scope,
      node: id,
      address: null,
      gap: { why: 'bypassed' },
      axes: [],
      call: null,
      target: null,
    }));
}

const leftOutInside = (drawn: GraphDoc, plain: GraphDoc): readonly PlannedNode[] =>
  drawn.definitions.flatMap((definition, index) =>
    leftOut(definition, plain.definitions[index] ?? definition, definition.id),
  );

/** Which input of the data each Input node takes; those that take none are left out. */
function dataOf(doc: GraphDoc, inference: GraphInference, specs: readonly InputSpec[]): ReadonlyMap<NodeId, number> {
  return new Map(
    inputsInOrder(doc, specs).flatMap((node, index) => {
      const sizes = (shape: Shape | undefined): readonly (number | null)[] => (shape ?? []).map(({ size }) => size);
      const drawn = sizes(inference.nodes.get(node.id)?.outputs.y).slice(1);
      const given = specs[index] && sizes(specs[index].shape);
      const fits =
        given?.length === drawn.length &&
        given.every((size, axis) => size === null || drawn[axis] === null || size === drawn[axis]);
      return fits ? [[node.id, index] as const] : [];
    }),
  );
}

/** As the compiled model has them: in the order of the recipe's inputs, those without one behind. */
function inputsInOrder(doc: Graph, specs: readonly InputSpec[]): readonly GraphNode[] {
  const place = (node: GraphNode): number => {
    const spec = boundSpec(node, doc, specs);
    return spec ? specs.indexOf(spec) : specs.length;
  };
  return inputNodes(doc).toSorted((a, b) => place(a) - place(b));
}

function feedsOf(doc: GraphDoc, part: GraphDoc, specs: readonly InputSpec[]): readonly number[] {
  const used = usedNodes(part, part.definitions);
  return inputsInOrder(doc, specs).flatMap(({ id }, index) => (used.has(id) ? [index] : []));
}

function gapsOf(
  doc: GraphDoc,
  { order, incoming }: Topology,
  inference: GraphInference,
  data: ReadonlyMap<NodeId, number>,
): Map<NodeId, FlowGap> {
  const wrong = new Map<string, Problem>();
  for (const found of inference.problems) {
    const { nodeId, definitionId, severity } = found;
    if (severity === 'error' && definitionId === undefined && nodeId && !wrong.has(nodeId)) wrong.set(nodeId, found);
  }
  const gaps = new Map<NodeId, FlowGap>();
  const gapOf = (node: GraphNode): FlowGap | null => {
    const problem = wrong.get(node.id);
    if (problem) return { why: 'problem', problem };
    if (node.type === 'input' && !data.has(node.id)) return { why: 'no-data' };
    if ((incoming.get(node.id) ?? []).some((wire) => gaps.has(wire.from.node))) return { why: 'before' };
    const outputs = inference.nodes.get(node.id)?.outputs ?? {};
    const isKnown = portsOf(node, doc.definitions).outputs.every((port) => outputs[port.name] !== undefined);
    return isKnown ? null : { why: 'before' };
  };
  for (const node of order) {
    const gap = gapOf(node);
    if (gap) gaps.set(node.id, gap);
  }
  const ordered = new Set(order);
  for (const node of doc.nodes)
    if (!ordered.has(node)) {
      const problem = wrong.get(node.id);
      gaps.set(node.id, problem ? { why: 'problem', problem } : { why: 'before' });
    }
  return gaps;
}

/**
 * The nodes without a gap under the names that they have in the whole model, so that weights are called (and initialised)
 * alike, with an Output behind each that leads nowhere else.
 */
function computablePart(
  doc: GraphDoc,
  { outgoing }: Topology,
  gaps: ReadonlyMap<NodeId, FlowGap>,
): { readonly doc: GraphDoc; readonly outputs: number } {
  const names = layerNames(doc, doc.definitions);
  const kept = doc.nodes.filter((node) => node.type === 'input' || (node.type !== 'output' && !gaps.has(node.id)));
  const ids = new Set(kept.map(({ id }) => id));
  const wires = doc.wires.filter((wire) => ids.has(wire.from.node) && ids.has(wire.to.node) && !gaps.has(wire.to.node));
  const ends = kept.filter(
    (node) => node.type !== 'input' && !(outgoing.get(node.id) ?? []).some((wire) => ids.has(wire.to.node)),
  );
  const outputs = ends.map((node, index): { readonly node: GraphNode; readonly wire: Wire } => {
    // Ids of the plan alone, made of the node's: no other node can have them, since ids have no colon.
    const id = `end:${index}` as NodeId;
    return {
      node: { id, type: 'output', name: '', params: {}, position: node.position },
      wire: {
        id: `end:${index}` as WireId,
        from: { node: node.id, port: firstPort(node, doc.definitions) },
        to: { node: id, port: 'x' },
      },
    };
  });
  return {
    doc: {
      ...doc,
      nodes: [
        ...kept.map((node) => (node.type === blockType ? node : { ...node, name: names.get(node.id) ?? node.name })),
        ...outputs.map(({ node }) => node),
      ],
      wires: [...wires, ...outputs.map(({ wire }) => wire)],
    },
    outputs: outputs.length,
  };
}

/**
 * Paths of the calls of a graph's layers, numbered as the compiler numbers them. Adds what is found inside blocks, at the
 * first use of each, to `into`.
 */
function addresses(
  graph: Graph,
  definitions: readonly Definition[],
  around: readonly string[],
  scope: DefinitionId | null,
  into: PlannedNode[],
  seen: Set<DefinitionId>,
  inference: GraphInference,
  whole: GraphInference,
): ReadonlyMap<NodeId, string> {
  const order = topology(graph);
  const used = usedNodes(graph, definitions, order);
  const names = layerNames(graph, definitions);
  const calls = new Map<string, number>();
  const known = new Map<NodeId, string>();
  for (const node of order.order) {
    if (!used.has(node.id) || node.type === 'input' || node.type === 'output') continue;
    const name = names.get(node.id) ?? node.id;
    const call = calls.get(name) ?? 0;
    calls.set(name, call + 1);
    const path = [...around, `${name}:${call}`];
    known.set(node.id, path.join('/'));
    const inner = innerDefinition(node, definitions);
    if (!inner || seen.has(inner.id)) continue;
    seen.add(inner.id);
    const within = whole.definitions.get(inner.id);
    if (within) into.push(...insideOf(inner, definitions, path, into, seen, within, whole));
  }
  return known;
}

function insideOf(
  definition: Definition,
  definitions: readonly Definition[],
  around: readonly string[],
  into: PlannedNode[],
  seen: Set<DefinitionId>,
  inference: GraphInference,
  whole: GraphInference,
): readonly PlannedNode[] {
  const known = addresses(definition, definitions, around, definition.id, into, seen, inference, whole);
  const inputs = inputNodes(definition).filter((node) => usedInputs(definition, definitions).has(node.id));
  const path = around.join('/');
  return definition.nodes.map((node): PlannedNode => {
    const wire = node.type === 'output' ? definition.wires.find(({ to }) => to.node === node.id) : undefined;
    const from = wire?.from ?? { node: node.id, port: firstPort(node, definitions) };
    const input = inputs.findIndex(({ id }) => id === from.node);
    const call = known.get(from.node);
    const address: FlowAddress | null =
      input >= 0
        ? { kind: 'input', path, index: input }
        : call === undefined
          ? null
          : { kind: 'output', path: call, index: portIndex(definition, definitions, from) };
    return {
      scope: definition.id,
      node: node.id,
      address,
      gap: address ? null : { why: 'unused' },
      axes: axesOf(inference, from.node, from.port),
      call: node.type === 'output' || node.type === 'input' ? null : (call ?? null),
      target: null,
    };
  });
}

/** The definition that a block applies, or that a wrapper holds. */
function innerDefinition(node: GraphNode, definitions: readonly Definition[]): Definition | undefined {
  const [inner] = definitionsOf(node);
  return definitions.find(({ id }) => id === inner);
}

const firstPort = (node: GraphNode, definitions: readonly Definition[]): string =>
  portsOf(node, definitions).outputs[0]?.name ?? 'y';

function portIndex(graph: Graph, definitions: readonly Definition[], from: Wire['from']): number {
  const node = graph.nodes.find(({ id }) => id === from.node);
  const index = node ? portsOf(node, definitions).outputs.findIndex(({ name }) => name === from.port) : 0;
  return Math.max(0, index);
}

const axesOf = (inference: GraphInference, node: NodeId, port: string): readonly AxisName[] =>
  (inference.nodes.get(node)?.outputs[port] ?? []).slice(1).map(({ name }) => name);
