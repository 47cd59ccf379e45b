/** Which layers fit at the free end of a wire: each is tried there, as its record is, before anybody adds it. */
import type { NodeId } from '../ids.ts';
import { layerType } from '../layers/index.ts';
import { noParams } from '../layers/layer-type.ts';
import { defaultParams } from '../layers/param-values.ts';
import { applyType } from './apply-layer.ts';
import { boundSpec } from './bound-spec.ts';
import { inScope } from './edits.ts';
import type { DefinitionId } from '../ids.ts';
import type { Graph, GraphDoc, GraphNode } from './graph-doc.ts';
import { createLookup } from './infer-shapes.ts';
import { type NodeInference, withNodes } from './inference.ts';
import { outputNodes, portsOf } from './ports.ts';
import type { RepairContext } from './repairs.ts';
import { axis, sameSizes, type Shape } from './shape.ts';
import { lossOf, targetOf, wantedShape } from './target-shape.ts';
import { type FixedEnd, type WireFit, wireFits } from './wire-fits.ts';

/** A layer type, or a block with its definition. */
export interface LayerChoice {
  readonly type: string;
  readonly definition?: DefinitionId;
}

/**
 * What each choice would say to the wire, in their order; undefined for those without a port on that side. A layer that
 * would stand before the held end gets shapes of every usual rank: it fits if it can give what is wanted there.
 */
export function layerFits(
  doc: GraphDoc,
  definitionId: DefinitionId | undefined,
  fixed: FixedEnd,
  context: RepairContext,
  choices: readonly LayerChoice[],
): readonly (WireFit | undefined)[] {
  const inference = definitionId === undefined ? context.inference : context.inference.definitions.get(definitionId);
  const known = new Map(inference?.nodes);
  const probes =
    fixed.side === 'source'
      ? [undefined]
      : [
          ...arriving(doc, definitionId, fixed, known),
          ...wantedByTarget(doc, definitionId, fixed, context),
          ...usualShapes,
        ];
  const tried = choices.map((choice, index) =>
    probes.flatMap((probe, variant): readonly GraphNode[] => {
      const node: GraphNode = {
        id: `choice-${index}-${variant}` as NodeId, // never leaves this function
        type: choice.type,
        name: '',
        params: {},
        position: { x: 0, y: 0 },
        ...(choice.definition ? { definition: choice.definition } : {}),
      };
      const given = fixed.side === 'target' ? outcomeOf(doc, definitionId, node, probe, context) : undefined;
      if (given) known.set(node.id, given);
      // What takes no such shape gives nothing; of a block nobody knows before it is wired.
      return given || probe === undefined || !layerType(choice.type) ? [node] : [];
    }),
  );
  const grown = inScope(doc, definitionId, (graph) => ({ ...graph, nodes: [...graph.nodes, ...tried.flat()] }));
  const fits = wireFits(grown, definitionId, fixed, {
    ...context,
    inference: withNodes(context.inference, definitionId, known),
  });
  return tried.map((variants) => {
    const answers = variants.flatMap((node) => {
      const ports = portsOf(node, doc.definitions);
      const port = (fixed.side === 'source' ? ports.inputs : ports.outputs)[0];
      return port ? [fits.at(node.id, port.name)] : [];
    });
    return answers.toSorted((a, b) => rank(a) - rank(b))[0];
  });
}

const rank = (fit: WireFit): number =>
  fit.kind === 'fits' ? 0 : fit.kind === 'cannot' ? 3 : fit.repair === undefined ? 2 : 1;

/** One shape of every rank that layers give, the sizes of no importance. */
const usualShapes: readonly Shape[] = [
  [axis('batch', null), axis('features', 16)],
  [axis('batch', null), axis('time', 16), axis('features', 16)],
  [axis('batch', null), axis('height', 16), axis('width', 16), axis('channels', 16)],
  [axis('batch', null), axis('time', 16), axis('height', 16), axis('width', 16), axis('channels', 16)],
];

/** What arrives at the held end's layer today: one in between has to take that, one beside a merge's others be like them. */
function arriving(
  doc: GraphDoc,
  definitionId: DefinitionId | undefined,
  { end }: FixedEnd,
  known: ReadonlyMap<NodeId, NodeInference>,
): readonly Shape[] {
  const graph: Graph = doc.definitions.find(({ id }) => id === definitionId) ?? doc;
  const shapes = graph.wires
    .filter(({ to }) => to.node === end.node && to.port === end.port)
    .map(({ from }) => known.get(from.node)?.outputs[from.port])
    .filter((shape) => shape !== undefined);
  return shapes.filter((shape, index) => shapes.findIndex((other) => sameSizes(other, shape)) === index);
}

/** Before an Output of the model: what is to be predicted. */
function wantedByTarget(
  doc: GraphDoc,
  definitionId: DefinitionId | undefined,
  { end }: FixedEnd,
  { targetSpecs, settings }: RepairContext,
): readonly Shape[] {
  const index = definitionId === undefined ? outputNodes(doc).findIndex(({ id }) => id === end.node) : -1;
  const target = index < 0 ? undefined : targetOf(targetSpecs, index);
  return target ? [wantedShape(target, settings && lossOf(settings, index))] : [];
}

/** What a layer with its defaults makes of a shape; nothing where it cannot be known. */
function outcomeOf(
  doc: GraphDoc,
  definitionId: DefinitionId | undefined,
  node: GraphNode,
  probe: Shape | undefined,
  { inputSpecs }: RepairContext,
): NodeInference | undefined {
  const type = layerType(node.type);
  const first = type?.inputs[0];
  if (!type || (first && !probe)) return undefined;
  const inputs = Object.fromEntries(
    type.inputs.map((port) => [port.name, probe && !port.optional ? (port.many ? [probe, probe] : [probe]) : []]),
  );
  const stack = definitionId === undefined ? [] : [definitionId];
  const spec = first ? undefined : boundSpec(node, { ...doc, nodes: [...doc.nodes, node] }, inputSpecs);
  const outcome = applyType(type, defaultParams(type), inputs, [false], createLookup(doc.definitions, stack, spec));
  return outcome.ok ? { inputs, outputs: outcome.value.node.outputs, masked: {}, params: noParams } : undefined;
}
