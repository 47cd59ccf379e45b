/** Shape, mask and weights of every node and wire. Called on every edit; a half-built graph gives what can be known. */
import type { InputSpec } from '../data/spec-types.ts';
import type { DefinitionId, NodeId, WireId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import {
  type LayerLookup,
  type LayerType,
  noParams,
  type ParamCount,
  type WrappedOutcome,
} from '../layers/layer-type.ts';
import { type ParamValues, parseParams } from '../layers/param-values.ts';
import type { WrappedLayer } from '../layers/params.ts';
import { type Problem, problem } from '../problem.ts';
import { failed, ok, type Result } from '../result.ts';
import type { Definition, Graph, GraphDoc, GraphNode } from './graph-doc.ts';
import { applyType, type Outcome } from './apply-layer.ts';
import { type Arriving, gather, markMasks, masksByPort } from './arriving.ts';
import { boundSpec } from './bound-spec.ts';
import { noteBypassed, withoutBypassed } from './bypass.ts';
import { danglingWires } from './dangling-wires.ts';
import {
  type Arrival,
  arrivalAt,
  type GraphInference,
  type InferOptions,
  type NodeInference,
  totalParams,
  type WireInference,
} from './inference.ts';
import { inPlainWords } from './plain-words.ts';
import { blockType, definitionOf, inputNodes, outputNodes, portsOf } from './ports.ts';
import { rememberedOutcome } from './remembered-outcomes.ts';
import { sameSizes, type Shape, shapeText } from './shape.ts';
import { takenOffNotes } from './taken-off-masks.ts';
import { topology } from './topology.ts';
import { usedInputs, usedNodes } from './used-nodes.ts';

export { boundSpec } from './bound-spec.ts';
export type { Arrival, GraphInference, InferOptions, NodeInference, WireInference } from './inference.ts';
export { totalParams } from './inference.ts';

type Definitions = readonly Definition[];

let last: { readonly doc: GraphDoc; readonly specs: readonly InputSpec[]; readonly result: GraphInference } | undefined;

/**
 * Infers the whole document. Pure; the same object comes back while nothing that matters has changed (moving nodes
 * does not matter), so views can compare by identity.
 */
export function inferGraph(doc: GraphDoc, { inputSpecs }: InferOptions): GraphInference {
  if (last && last.specs === inputSpecs && sameMeaning(last.doc, doc)) return last.result;
  const inference = inferScope(doc, doc.definitions, { stack: [], specs: inputSpecs });
  const definitions = new Map(inference.definitions);
  const problems = [...inference.problems];
  for (const definition of doc.definitions) {
    if (definitions.has(definition.id)) continue;
    // Not applied anywhere: its Input nodes show the shapes written in them, and its problems disturb nobody.
    definitions.set(definition.id, inferScope(definition, doc.definitions, { stack: [definition.id], specs: [] }));
  }
  const result = { ...inference, problems, definitions };
  last = { doc, specs: inputSpecs, result };
  return result;
}

function sameMeaning(a: GraphDoc, b: GraphDoc): boolean {
  if (a === b) return true;
  if (a.wires !== b.wires || a.definitions !== b.definitions || a.nodes.length !== b.nodes.length) return false;
  return a.nodes.every((node, index) => {
    const other = b.nodes[index];
    return (
      node === other ||
      (other !== undefined &&
        node.id === other.id &&
        node.type === other.type &&
        node.params === other.params &&
        node.name === other.name &&
        node.definition === other.definition &&
        node.bypassed === other.bypassed)
    );
  });
}

/** What arrives at the Inputs of a definition, in their order. One that leads nowhere may be fed by what is not finished. */
export type Arrivals = readonly (Arrival | undefined)[];

interface Scope {
  /** Definitions that are being applied, outermost first. */
  readonly stack: readonly DefinitionId[];
  readonly specs: readonly InputSpec[];
  /** Inside an applied definition: what arrives at its Inputs. */
  readonly arrivals?: Arrivals;
}

function inferScope(drawn: Graph, definitions: Definitions, scope: Scope): GraphInference {
  const graph = withoutBypassed(drawn, definitions);
  const ordered = topology(graph);
  const { order, cyclic, incoming } = ordered;
  const nodes = new Map<NodeId, NodeInference>();
  const wires = new Map<WireId, WireInference>();
  const applied = new Map<DefinitionId, { readonly arrivals: Arrivals; readonly inference: GraphInference }>();
  /** Definitions that TimeDistributed wraps: each wrapper has a copy of its own, so their shapes may differ. */
  const wrapped = new Map<DefinitionId, GraphInference>();
  const problems: Problem[] = [
    ...danglingWires(drawn, definitions),
    ...cyclic.map((node) => problem('wire/cycle', { name: node.name || node.type }, { nodeId: node.id })),
  ];

  for (const node of order) {
    const ports = portsOf(node, definitions);
    const arriving = gather(
      node,
      incoming.get(node.id) ?? [],
      ports.inputs.map((port) => port.name),
      nodes,
    );
    for (const { wire, arrival } of arriving.wired) if (arrival) wires.set(wire.id, arrival);
    const report = (found: Problem): void => void problems.push({ ...found, nodeId: node.id });
    nodes.set(node.id, { inputs: arriving.inputs, outputs: {}, masked: {}, params: noParams });

    const missing = ports.inputs.filter(
      (port) => !port.optional && !arriving.wired.some(({ wire }) => wire.to.port === port.name),
    );
    const crowded = ports.inputs.find(
      (port) => !port.many && arriving.wired.filter(({ wire }) => wire.to.port === port.name).length > 1,
    );
    if (crowded) report(problem('wire/too-many', { port: crowded.label ?? crowded.name, layer: layerTitle(node) }));
    for (const port of missing)
      report(problem('wire/missing', { port: port.label ?? port.name, layer: layerTitle(node) }));

    if (node.type === blockType) {
      const outcome = inferBlock(
        node,
        ports.inputs.map((port) => port.name),
        arriving,
        definitions,
        scope,
        applied,
      );
      if (outcome) nodes.set(node.id, { inputs: arriving.inputs, ...outcome.node });
      outcome?.problems.forEach((found) => problems.push(found.nodeId ? found : { ...found, nodeId: node.id }));
      continue;
    }
    const type = layerType(node.type);
    if (!type) {
      report(problem('graph/unknown-type', { type: node.type }));
      continue;
    }
    const params = parseParams(type, node.params);
    if (!params.ok) params.problem.forEach(report);
    if (!params.ok || missing.length > 0 || crowded || !arriving.complete) continue;
    const outcome = rememberedOutcome(node, type, arriving.inputs, masksByPort(type, arriving), () =>
      inferNode(node, type, params.value, arriving, definitions, scope, graph, (id, inference) => {
        if (!wrapped.has(id)) wrapped.set(id, inference);
      }),
    );
    if (!outcome.ok) {
      report(inPlainWords(outcome.problem, node, graph, definitions));
      continue;
    }
    nodes.set(node.id, outcome.value.node);
    markMasks(outcome.value.outcome.rule, node, type, arriving.wired, wires, problems);
  }
  problems.push(...takenOffNotes(graph, ordered, wires));
  if (drawn !== graph) noteBypassed(drawn, definitions, nodes, wires, problems);
  const inner = new Map<DefinitionId, GraphInference>();
  for (const [id, inference] of wrapped) if (!applied.has(id)) problems.push(...insideOf(id, inference));
  for (const [id, inference] of [...[...applied].map(([id, entry]) => [id, entry.inference] as const), ...wrapped]) {
    if (!inner.has(id)) inner.set(id, inference);
    for (const [nestedId, nested] of inference.definitions) if (!inner.has(nestedId)) inner.set(nestedId, nested);
  }
  return { nodes, wires, problems, definitions: inner };
}

/** Problems inside a definition, with its id. */
const insideOf = (id: DefinitionId, inference: GraphInference): readonly Problem[] =>
  inference.problems.map((found) => ({ ...found, definitionId: found.definitionId ?? id }));

/** Name of a layer in error texts: Keras' class, the same in every language. */
const layerTitle = (node: GraphNode): string =>
  layerType(node.type)?.keras?.class ??
  (node.type === blockType ? node.name || 'block' : node.type === 'output' ? 'Output' : node.type);

function inferNode(
  node: GraphNode,
  type: LayerType,
  params: ParamValues,
  arriving: Arriving,
  definitions: Definitions,
  scope: Scope,
  graph: Graph,
  onWrapped: OnWrapped,
): Result<Outcome> {
  if (type.id === 'input' && scope.arrivals) {
    const index = inputNodes(graph).indexOf(node);
    const arrival = scope.arrivals[index];
    const port = type.outputs[0]?.name ?? 'y';
    if (arrival)
      return ok({
        node: { outputs: { [port]: arrival.shape }, masked: { [port]: arrival.masked }, params: noParams },
        rule: 'passes',
      });
    if (index < scope.arrivals.length)
      return ok({ node: { outputs: {}, masked: {}, params: noParams }, rule: 'passes' });
  }
  const lookup = createLookup(
    definitions,
    scope.stack,
    type.id === 'input' ? boundSpec(node, graph, scope.specs) : undefined,
    onWrapped,
  );
  return applyType(type, params, arriving.inputs, masksByPort(type, arriving), lookup);
}

function inferBlock(
  node: GraphNode,
  ports: readonly string[],
  arriving: Arriving,
  definitions: Definitions,
  scope: Scope,
  applied: Map<DefinitionId, { readonly arrivals: Arrivals; readonly inference: GraphInference }>,
): { readonly node: Omit<NodeInference, 'inputs'>; readonly problems: readonly Problem[] } | undefined {
  const nothing = { outputs: {}, masked: {}, params: noParams };
  const definition = definitionOf(definitions, node);
  if (!definition)
    return { node: nothing, problems: [problem('graph/definition-missing', { definition: node.definition ?? '' })] };
  if (scope.stack.includes(definition.id))
    return { node: nothing, problems: [problem('graph/recursive-definition', { definition: definition.name })] };
  const arrivals = ports.map((port) => arriving.wired.find(({ wire }) => wire.to.port === port)?.arrival);
  const open = usedInputs(definition, definitions);
  if (arrivals.some((arrival, index) => !arrival && open.has(ports[index] ?? ''))) return undefined;
  const first = applied.get(definition.id);
  if (first) {
    const differs = arrivals.findIndex((arrival, index) => {
      const before = first.arrivals[index];
      return arrival && before && !sameSizes(arrival.shape, before.shape);
    });
    const [expected, received] = [first.arrivals[differs]?.shape, arrivals[differs]?.shape];
    if (expected && received) {
      return {
        node: nothing,
        problems: [
          problem('shape/mismatch', {
            layer: definition.name,
            expected: shapeText(expected),
            received: shapeText(received),
          }),
        ],
      };
    }
  }
  const inference = inferDefinition(definitions, definition.id, arrivals, scope.stack);
  if (!inference)
    return { node: nothing, problems: [problem('graph/definition-missing', { definition: definition.name })] };
  if (!first) applied.set(definition.id, { arrivals, inference });
  const results = outputNodes(definition).map((output) => ({
    port: output.id as string,
    arrival: arrivalAt(definition, inference, output),
  }));
  const known = results.filter((result) => result.arrival !== undefined);
  const inside = first ? [] : insideOf(definition.id, inference);
  const broken = inference.problems.find((found) => found.severity === 'error');
  const own = broken
    ? [
        problem('shape/inner-layer', {
          layer: definition.name,
          inner: String(broken.details.layer ?? ''),
          expected: String(broken.details.expected ?? ''),
          received: String(broken.details.received ?? ''),
          // Chooses another sentence of the catalogue: nothing was received that could be named.
          ...(broken.details.received === undefined ? { context: 'unfinished' } : {}),
        }),
      ]
    : [];
  return {
    node: {
      outputs: Object.fromEntries(known.map(({ port, arrival }) => [port, arrival?.shape ?? []])),
      masked: Object.fromEntries(known.map(({ port, arrival }) => [port, arrival?.masked ?? false])),
      params: usedParams(definition, definitions, inference),
    },
    problems: [...inside, ...own],
  };
}

const applications = new WeakMap<Definitions, Map<string, GraphInference>>();

/** The inside of a definition for what arrives at its Inputs; undefined when it does not exist. Remembered per document. */
export function inferDefinition(
  definitions: Definitions,
  id: string,
  arrivals: Arrivals,
  stack: readonly DefinitionId[] = [],
): GraphInference | undefined {
  const definition = definitions.find((candidate) => candidate.id === id);
  if (!definition) return undefined;
  const known = applications.get(definitions) ?? new Map<string, GraphInference>();
  applications.set(definitions, known);
  const key = JSON.stringify([id, stack, arrivals]);
  const cached = known.get(key);
  if (cached) return cached;
  const inference = inferScope(definition, definitions, { stack: [...stack, definition.id], specs: [], arrivals });
  known.set(key, inference);
  return inference;
}

/** Told of the inside of every definition that a wrapper applies. */
type OnWrapped = (id: DefinitionId, inference: GraphInference) => void;

/** What records may ask; `stack` are the definitions being applied, so that a recursive one is refused. */
export function createLookup(
  definitions: Definitions,
  stack: readonly DefinitionId[],
  inputSpec?: InputSpec,
  onWrapped?: OnWrapped,
): LayerLookup {
  const lookup: LayerLookup = {
    inputSpec,
    layerType,
    applyWrapped: (wrapped, input, masked) =>
      'definition' in wrapped
        ? applyWrappedDefinition(definitions, wrapped.definition, { shape: input, masked }, stack, onWrapped)
        : applyWrappedLayer(wrapped, input, masked, lookup),
  };
  return lookup;
}

function applyWrappedLayer(
  wrapped: Extract<WrappedLayer, { readonly type: string }>,
  input: Shape,
  masked: boolean,
  lookup: LayerLookup,
): Result<WrappedOutcome> {
  const type = layerType(wrapped.type);
  if (!type?.keras) return failed(problem('graph/unknown-type', { type: wrapped.type }));
  const params = parseParams(type, wrapped.params);
  if (!params.ok) return failed(params.problem[0] ?? problem('param/invalid'));
  const outcome = applyType(type, params.value, { x: [input] }, [masked], lookup);
  if (!outcome.ok) return outcome;
  const port = type.outputs[0]?.name ?? 'y';
  const { outputs, masked: masks, params: count } = outcome.value.node;
  return ok({ shape: outputs[port] ?? [], masked: masks[port] ?? false, rule: outcome.value.rule, params: count });
}

function applyWrappedDefinition(
  definitions: Definitions,
  id: string,
  arrival: Arrival,
  stack: readonly DefinitionId[],
  onWrapped?: OnWrapped,
): Result<WrappedOutcome> {
  const definition = definitions.find((candidate) => candidate.id === id);
  if (!definition) return failed(problem('graph/definition-missing', { definition: id }));
  if (stack.includes(definition.id))
    return failed(problem('graph/recursive-definition', { definition: definition.name }));
  const [output, ...further] = outputNodes(definition);
  if (!output || further.length > 0 || inputNodes(definition).length !== 1) {
    return failed(
      problem('shape/inner-layer', {
        layer: 'TimeDistributed',
        inner: definition.name,
        expected: '1 → 1',
        received: `${inputNodes(definition).length} → ${outputNodes(definition).length}`,
      }),
    );
  }
  const inference = inferDefinition(definitions, id, [arrival], stack);
  if (inference) onWrapped?.(definition.id, inference);
  const broken = inference?.problems.find((found) => found.severity === 'error');
  const result = inference && arrivalAt(definition, inference, output);
  if (!inference || !result || broken)
    return failed(
      broken ??
        problem('shape/inner-layer', {
          layer: 'TimeDistributed',
          inner: definition.name,
          expected: '',
          received: shapeText(arrival.shape),
        }),
    );
  return ok({
    ...result,
    rule: result.masked ? 'passes' : 'uses',
    params: usedParams(definition, definitions, inference),
  });
}

/** Weights of a block: what leads to none of its outputs is not compiled, and has none. */
function usedParams(drawn: Definition, definitions: GraphDoc['definitions'], inference: GraphInference): ParamCount {
  const definition = withoutBypassed(drawn, definitions);
  const used = usedNodes(definition, definitions);
  return totalParams(
    { nodes: definition.nodes.filter((node) => used.has(node.id)), wires: definition.wires },
    inference,
  );
}
