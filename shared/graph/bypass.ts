/**
 * Bypassed nodes: drawn, and left out of the model. What enters a node's first input leaves at its first output; its
 * other wires lead nowhere. Everything that reads a drawing's meaning reads the graph without them.
 */
import { type Problem, problem } from '../problem.ts';
import { gather } from './arriving.ts';
import type { Definition, Graph, GraphDoc, GraphNode, Wire } from './graph-doc.ts';
import type { NodeInference, WireInference } from './inference.ts';
import type { NodeId, WireId } from '../ids.ts';
import { noParams } from '../layers/layer-type.ts';
import { portsOf } from './ports.ts';
import { topology } from './topology.ts';

type Definitions = readonly Definition[];

/** A node can be bypassed if it has a way through: Inputs and Outputs have none. */
export function canBypass(node: GraphNode, definitions: Definitions): boolean {
  const { inputs, outputs } = portsOf(node, definitions);
  return inputs.length > 0 && outputs.length > 0;
}

/** Whether a node only lets through what comes. */
export const isBypassed = (node: GraphNode, definitions: Definitions): boolean =>
  node.bypassed === true && canBypass(node, definitions);

/** Bypasses the nodes that can be, or puts them back. */
export function setBypassed<G extends Graph>(
  graph: G,
  ids: readonly string[],
  bypassed: boolean,
  definitions: Definitions,
): G {
  const chosen = new Set<string>(ids);
  const nodes = graph.nodes.map((node) => {
    if (!chosen.has(node.id) || (node.bypassed === true) === bypassed) return node;
    if (bypassed) return canBypass(node, definitions) ? { ...node, bypassed: true as const } : node;
    const { bypassed: _, ...rest } = node;
    return rest;
  });
  return nodes.every((node, index) => node === graph.nodes[index]) ? graph : { ...graph, nodes };
}

const remembered = new WeakMap<Graph, { readonly definitions: Definitions; readonly plain: Graph }>();

/** The same graph without bypassed nodes; wires behind them keep their ids. The graph itself where there are none. */
export function withoutBypassed<G extends Graph>(graph: G, definitions: Definitions): G {
  if (!graph.nodes.some((node) => node.bypassed)) return graph;
  const known = remembered.get(graph);
  if (known?.definitions === definitions) return known.plain as G; // remembered for this very graph
  const plain = leaveOut(graph, definitions);
  remembered.set(graph, { definitions, plain });
  return plain;
}

function leaveOut<G extends Graph>(graph: G, definitions: Definitions): G {
  const out = new Map(
    graph.nodes.flatMap((node) => (isBypassed(node, definitions) ? [[node.id, portsOf(node, definitions)]] : [])),
  );
  /** Where a wire really starts; undefined behind an open or a rare port. */
  const sourceOf = (from: Wire['from'], hops: number): Wire['from'] | undefined => {
    const ports = out.get(from.node);
    if (!ports) return from;
    // More hops than bypassed nodes: they stand in a circle.
    if (from.port !== ports.outputs[0]?.name || hops > out.size) return undefined;
    const into = graph.wires.find((wire) => wire.to.node === from.node && wire.to.port === ports.inputs[0]?.name);
    return into && sourceOf(into.from, hops + 1);
  };
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => !out.has(node.id)),
    wires: graph.wires.flatMap((wire) => {
      if (out.has(wire.to.node)) return [];
      if (!out.has(wire.from.node)) return [wire];
      const from = sourceOf(wire.from, 0);
      return from ? [{ ...wire, from }] : [];
    }),
  };
}

const rememberedDocs = new WeakMap<GraphDoc, GraphDoc>();

/** The whole document without bypassed nodes, its definitions as well. */
export function plainDoc(doc: GraphDoc): GraphDoc {
  if (![doc, ...doc.definitions].some(({ nodes }) => nodes.some((node) => node.bypassed))) return doc;
  const known = rememberedDocs.get(doc);
  if (known) return known;
  const plain = {
    ...withoutBypassed(doc, doc.definitions),
    definitions: doc.definitions.map((definition) => withoutBypassed(definition, doc.definitions)),
  };
  rememberedDocs.set(doc, plain);
  return plain;
}

/** Adds what is seen at bypassed nodes to what was inferred without them: their shapes, their wires, what is wrong. */
export function noteBypassed(
  graph: Graph,
  definitions: Definitions,
  nodes: Map<NodeId, NodeInference>,
  wires: Map<WireId, WireInference>,
  problems: Problem[],
): void {
  const { order, incoming, outgoing } = topology(graph);
  for (const node of order) {
    if (!isBypassed(node, definitions)) continue;
    const { inputs, outputs } = portsOf(node, definitions);
    const [input, output] = [inputs[0]?.name ?? '', outputs[0]?.name ?? ''];
    const arriving = gather(
      node,
      incoming.get(node.id) ?? [],
      inputs.map((port) => port.name),
      nodes,
    );
    for (const { wire, arrival } of arriving.wired) if (arrival) wires.set(wire.id, arrival);
    const through = arriving.wired.find(({ wire }) => wire.to.port === input)?.arrival;
    nodes.set(node.id, {
      inputs: arriving.inputs,
      outputs: through ? { [output]: through.shape } : {},
      masked: through ? { [output]: through.masked } : {},
      params: noParams,
    });
    const lost = (outgoing.get(node.id) ?? []).find((wire) => wire.from.port !== output);
    const port = outputs.find(({ name }) => name === lost?.from.port);
    if (lost && port)
      problems.push(
        problem(
          'graph/bypass',
          { layer: node.name || node.type, port: port.label ?? port.name },
          { nodeId: node.id, wireId: lost.id },
        ),
      );
  }
}
