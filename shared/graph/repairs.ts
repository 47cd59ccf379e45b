/**
 * One-click repairs as records: which problem each mends, and how. A repair changes graph or training settings and
 * nothing else; texts are under `repair.<id>`.
 */
import type { InputSpec, TargetSpec } from '../data/spec-types.ts';
import { layerType } from '../layers/index.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import { lossType } from '../training/losses.ts';
import { lossesFor, metricsFor } from '../training/proposals.ts';
import type { TrainingSettings } from '../training/training-settings.ts';
import { addNode, connect, deleteAndHeal, graphAt, inScope, insertOnWire, type NewNode, removeWires, setParams } from './edits.ts';
import { chainBefore, finalUnits, mainWire, paramPlace, wrappedIn } from './final-layer.ts';
import type { Graph, GraphDoc, GraphNode, ParamValue } from './graph-doc.ts';
import type { GraphInference } from './infer-shapes.ts';
import { outputNodes, portsOf } from './ports.ts';

/** What a repair may change; a whole project fits. */
export interface Repairable {
  readonly graph: GraphDoc;
  readonly training: TrainingSettings;
}
export interface RepairContext {
  readonly inference: GraphInference;
  readonly inputSpecs: readonly InputSpec[];
  readonly targetSpecs: readonly TargetSpec[];
}

interface Repair {
  readonly id: string;
  readonly code: ProblemCode;
  /** Whether it would mend this problem. Cheap: asked for every problem on every edit. */
  fits(graph: Graph, problem: Problem, context: RepairContext): boolean;
  /** Edits the graph in which the problem lies. */
  edit?(graph: Graph, problem: Problem, context: RepairContext, doc: GraphDoc): Graph;
  retrain?(settings: TrainingSettings, problem: Problem, context: RepairContext): TrainingSettings;
}

const nodeOf = (graph: Graph, { nodeId }: Problem): GraphNode | undefined => graph.nodes.find((node) => node.id === nodeId);
const number = (problem: Problem, detail: string): number => Number(problem.details[detail] ?? Number.NaN);

/** Layers that keep the number of axes: looking for a recurrent layer goes through them. */
const keepsAxes = new Set(['dropout', 'activation', 'dense', 'batchNormalization', 'layerNormalization', 'masking', 'timeDistributed']);

/** The nearest recurrent layer before a node (Bidirectional counts by its inner layer), with its `returnSequences`. */
function recurrentBefore(graph: Graph, nodeId: string): { node: GraphNode; returns: boolean; set(value: boolean): Record<string, ParamValue> } | undefined {
  for (const node of chainBefore(graph, nodeId)) {
    if (node.type === 'bidirectional') {
      const layer = (node.params.layer ?? layerType('bidirectional')?.params.layer?.default) as { readonly [key: string]: ParamValue }; // its schema allows nothing else
      const inner = typeof layer.params === 'object' && layer.params !== null && !Array.isArray(layer.params) ? (layer.params as Record<string, ParamValue>) : {};
      return { node, returns: inner.returnSequences === true, set: (value) => ({ layer: { ...layer, params: { ...inner, returnSequences: value } } }) };
    }
    if (layerType(node.type)?.category === 'recurrent') return { node, returns: node.params.returnSequences === true, set: (value) => ({ returnSequences: value }) };
    if (!keepsAxes.has(node.type)) return undefined;
  }
  return undefined;
}

const needsSteps = (problem: Problem): boolean => number(problem, 'receivedRank') === 2 && number(problem, 'expectedRank') === 3;

function insertBefore(graph: Graph, nodeId: string, node: Omit<NewNode, 'position'>, doc: GraphDoc): Graph {
  const wire = mainWire(graph, nodeId);
  return wire ? insertOnWire(graph, wire.id, node, doc.definitions).graph : graph;
}

/** The target's number of steps, for what must be repeated. */
const targetSteps = ({ targetSpecs }: RepairContext): number | undefined => targetSpecs[0]?.shape.find((axis) => axis.name === 'time')?.size ?? undefined;

/** The last layer with weights of its own before an Output: what is inserted goes in front of it. */
const finalLayer = (graph: Graph, problem: Problem): GraphNode | undefined =>
  problem.nodeId === undefined ? undefined : finalUnits(graph, problem.nodeId)?.node;

/** Takes the layer out of a TimeDistributed node. */
function unwrap(graph: Graph, node: GraphNode): Graph {
  const inner = wrappedIn(node);
  if (!inner) return graph;
  return { ...graph, nodes: graph.nodes.map((candidate) => (candidate === node ? { ...node, type: inner.type, params: { ...inner.params } } : candidate)) };
}
/** Steps are gone after this edit, so what was applied to each of them is applied to the one vector. */
const unwrapAfter = (graph: Graph, outputId: string, until: string): Graph => {
  const behind: GraphNode[] = [];
  for (const node of chainBefore(graph, outputId)) {
    if (node.id === until) break;
    behind.push(node);
  }
  return behind.reduce(unwrap, graph);
};

const sequenceForVector = (problem: Problem): boolean => number(problem, 'receivedRank') === 3 && number(problem, 'expectedRank') === 2;

const repairTypes: readonly Repair[] = [
  {
    id: 'returnSequences',
    code: 'shape/rank',
    fits: (graph, problem) => needsSteps(problem) && problem.nodeId !== undefined && recurrentBefore(graph, problem.nodeId)?.returns === false,
    edit(graph, problem) {
      const recurrent = recurrentBefore(graph, problem.nodeId ?? '');
      return recurrent ? setParams(graph, recurrent.node.id, recurrent.set(true)) : graph;
    },
  },
  {
    id: 'insertRepeatVector',
    code: 'shape/rank',
    fits: (graph, problem) => needsSteps(problem) && mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, context, doc) => insertBefore(graph, problem.nodeId ?? '', { type: 'repeatVector', params: { n: targetSteps(context) ?? 10 } }, doc),
  },
  {
    id: 'insertReshape',
    code: 'shape/rank',
    fits: (graph, problem) => needsSteps(problem) && mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, _, doc) => insertBefore(graph, problem.nodeId ?? '', { type: 'reshape', params: { targetShape: [null, 1] } }, doc),
  },
  {
    id: 'wrapTimeDistributed',
    code: 'shape/rank',
    fits(graph, problem) {
      const node = nodeOf(graph, problem);
      const type = node && layerType(node.type);
      return number(problem, 'receivedRank') === number(problem, 'expectedRank') + 1 && type?.keras != null && type.inputs.length === 1 && type.id !== 'timeDistributed';
    },
    edit(graph, problem) {
      return {
        ...graph,
        nodes: graph.nodes.map((node) => (node.id === problem.nodeId ? { ...node, type: 'timeDistributed', params: { layer: { type: node.type, params: node.params } } } : node)),
      };
    },
  },
  {
    id: 'unwrapTimeDistributed',
    code: 'shape/inner-layer',
    fits(graph, problem) {
      const node = nodeOf(graph, problem);
      return node !== undefined && wrappedIn(node) !== undefined;
    },
    edit(graph, problem) {
      const node = nodeOf(graph, problem);
      return node ? unwrap(graph, node) : graph;
    },
  },
  {
    id: 'insertGlobalAveragePooling',
    code: 'shape/rank',
    fits: (graph, problem) => number(problem, 'receivedRank') === 3 && number(problem, 'expectedRank') === 2 && mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, _, doc) => insertBefore(graph, problem.nodeId ?? '', { type: 'globalAveragePooling1d' }, doc),
  },
  {
    id: 'insertFlatten',
    code: 'shape/rank',
    fits: (graph, problem) => number(problem, 'expectedRank') === 2 && number(problem, 'receivedRank') > 3 && mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, _, doc) => insertBefore(graph, problem.nodeId ?? '', { type: 'flatten' }, doc),
  },
  {
    id: 'lastStepOnly',
    code: 'target/shape',
    fits: (graph, problem) => sequenceForVector(problem) && recurrentBefore(graph, problem.nodeId ?? '')?.returns === true,
    edit(graph, problem) {
      const recurrent = recurrentBefore(graph, problem.nodeId ?? '');
      return recurrent ? setParams(unwrapAfter(graph, problem.nodeId ?? '', recurrent.node.id), recurrent.node.id, recurrent.set(false)) : graph;
    },
  },
  {
    id: 'averageOverTime',
    code: 'target/shape',
    fits: (graph, problem) => sequenceForVector(problem) && finalLayer(graph, problem) !== undefined,
    edit(graph, problem, _, doc) {
      const last = finalLayer(graph, problem);
      return last ? insertBefore(unwrap(graph, last), last.id, { type: 'globalAveragePooling1d' }, doc) : graph;
    },
  },
  {
    id: 'flattenBeforeLast',
    code: 'target/shape',
    fits: (graph, problem) => number(problem, 'expectedRank') === 2 && number(problem, 'receivedRank') > 3 && finalLayer(graph, problem) !== undefined,
    edit(graph, problem, _, doc) {
      const last = finalLayer(graph, problem);
      return last ? insertBefore(graph, last.id, { type: 'flatten' }, doc) : graph;
    },
  },
  {
    id: 'allSteps',
    code: 'target/shape',
    fits: (graph, problem) => number(problem, 'receivedRank') === 2 && number(problem, 'expectedRank') === 3 && recurrentBefore(graph, problem.nodeId ?? '')?.returns === false,
    edit(graph, problem) {
      const recurrent = recurrentBefore(graph, problem.nodeId ?? '');
      return recurrent ? setParams(graph, recurrent.node.id, recurrent.set(true)) : graph;
    },
  },
  {
    id: 'setUnits',
    code: 'target/shape',
    fits: (graph, problem) => number(problem, 'receivedRank') === number(problem, 'expectedRank') && number(problem, 'units') > 0 && finalUnits(graph, problem.nodeId ?? '') !== undefined,
    edit(graph, problem) {
      const place = finalUnits(graph, problem.nodeId ?? '');
      return place ? setParams(graph, place.node.id, place.set(number(problem, 'units'))) : graph;
    },
  },
  {
    id: 'setActivation',
    code: 'loss/activation',
    fits: (graph, problem) => nodeOf(graph, problem) !== undefined,
    edit(graph, problem) {
      const node = nodeOf(graph, problem);
      const place = node && paramPlace(node, 'activation');
      const [wanted] = lossType(String(problem.details.loss))?.activations ?? ['linear'];
      const choice = problem.details.units === 1 ? (String(problem.details.loss).startsWith('mean') ? 'linear' : 'sigmoid') : String(problem.details.expected).startsWith('linear') ? 'linear' : wanted;
      return place ? setParams(graph, place.node.id, place.set(choice ?? 'linear')) : graph;
    },
  },
  {
    id: 'setLoss',
    code: 'loss/target',
    fits: (_, __, { targetSpecs }) => targetSpecs.length === 1,
    retrain(settings, _, { targetSpecs }) {
      const [target] = targetSpecs;
      const loss = target && lossesFor(target)[0];
      if (!target || !loss) return settings;
      const fitting = metricsFor(target).map((type) => type.id);
      const kept = settings.metrics.filter((id) => fitting.includes(id));
      return { ...settings, loss: { id: loss.id, params: {} }, metrics: kept.length > 0 ? kept : fitting.slice(0, 1) };
    },
  },
  {
    id: 'addOutput',
    code: 'graph/no-output',
    fits: (graph) => graph.nodes.length > 0,
    edit(graph, _, __, doc) {
      const last = [...graph.nodes].reverse().find((node) => portsOf(node, doc.definitions).outputs.length > 0 && !graph.wires.some((wire) => wire.from.node === node.id));
      const position = last ? { x: last.position.x + 260, y: last.position.y } : { x: 0, y: 0 };
      const added = addNode(graph, { type: 'output', position }, doc.definitions);
      const port = last && portsOf(last, doc.definitions).outputs[0];
      return last && port ? connect(added.graph, { node: last.id, port: port.name }, { node: added.id, port: 'x' }, doc.definitions) : added.graph;
    },
  },
  {
    id: 'addInput',
    code: 'graph/no-input',
    fits: (graph) => graph.nodes.length > 0,
    edit(graph, _, __, doc) {
      const first = graph.nodes.find((node) => portsOf(node, doc.definitions).inputs.length > 0 && !graph.wires.some((wire) => wire.to.node === node.id));
      const position = first ? { x: first.position.x - 260, y: first.position.y } : { x: 0, y: 0 };
      const added = addNode(graph, { type: 'input', position }, doc.definitions);
      const port = first && portsOf(first, doc.definitions).inputs[0];
      return first && port ? connect(added.graph, { node: added.id, port: 'y' }, { node: first.id, port: port.name }, doc.definitions) : added.graph;
    },
  },
  {
    id: 'shapeFromData',
    code: 'wire/data-mismatch',
    fits: (graph, problem) => nodeOf(graph, problem)?.params.from === 'fixed',
    edit: (graph, problem) => setParams(graph, problem.nodeId ?? '', { from: 'data' }),
  },
  {
    id: 'enlargeEmbedding',
    code: 'wire/data-mismatch',
    fits: (graph, problem) => problem.param === 'inputDim' && nodeOf(graph, problem)?.type === 'embedding',
    edit(graph, problem, { inputSpecs }) {
      const needed = Math.max(...inputSpecs.map((spec) => spec.classes?.length ?? 0));
      return setParams(graph, problem.nodeId ?? '', { inputDim: needed });
    },
  },
  {
    id: 'insertEmbedding',
    code: 'shape/rank',
    // A text as whole numbers: (batch, time) where steps of features are needed.
    fits: (graph, problem, { inputSpecs }) => needsSteps(problem) && inputSpecs.some((spec) => spec.dtype === 'int32') && chainBefore(graph, problem.nodeId ?? '')[0]?.type === 'input',
    edit(graph, problem, { inputSpecs }, doc) {
      const classes = Math.max(...inputSpecs.map((spec) => spec.classes?.length ?? 0));
      return insertBefore(graph, problem.nodeId ?? '', { type: 'embedding', params: classes > 0 ? { inputDim: classes } : {} }, doc);
    },
  },
  { id: 'removeWire', code: 'wire/dangling', fits: (_, { wireId }) => wireId !== undefined, edit: (graph, { wireId }) => removeWires(graph, wireId === undefined ? [] : [wireId]) },
  {
    id: 'keepLastWire',
    code: 'wire/too-many',
    fits: (graph, problem) => graph.wires.filter((wire) => wire.to.node === problem.nodeId).length > 1,
    edit(graph, problem, _, doc) {
      const node = nodeOf(graph, problem);
      const single = node ? portsOf(node, doc.definitions).inputs : [];
      const surplus = single.flatMap((port) => {
        const wires = graph.wires.filter((wire) => wire.to.node === problem.nodeId && wire.to.port === port.name);
        return port.many ? wires.slice(number(problem, 'most') || wires.length) : wires.slice(0, -1);
      });
      return removeWires(graph, surplus.map((wire) => wire.id));
    },
  },
  { id: 'deleteNode', code: 'graph/unused-node', fits: (graph, problem) => nodeOf(graph, problem) !== undefined, edit: (graph, { nodeId }, _, doc) => deleteAndHeal(graph, [nodeId ?? ''], doc.definitions) },
  {
    id: 'deleteOutput',
    code: 'target/missing',
    fits: (graph, problem) => nodeOf(graph, problem)?.type === 'output' && outputNodes(graph).length > 1,
    edit: (graph, { nodeId }, _, doc) => deleteAndHeal(graph, [nodeId ?? ''], doc.definitions),
  },
  {
    id: 'resetParam',
    code: 'param/invalid',
    fits(graph, problem) {
      const node = nodeOf(graph, problem);
      const spec = node && problem.param !== undefined ? layerType(node.type)?.params[problem.param] : undefined;
      return spec !== undefined && node?.params[problem.param ?? ''] !== undefined && JSON.stringify(node.params[problem.param ?? '']) !== JSON.stringify(spec.default);
    },
    edit(graph, problem) {
      const node = nodeOf(graph, problem);
      const spec = node && problem.param !== undefined ? layerType(node.type)?.params[problem.param] : undefined;
      return node && spec && problem.param !== undefined ? setParams(graph, node.id, { [problem.param]: spec.default }) : graph;
    },
  },
];

/** In the order in which they are offered: an Embedding for text comes before repeating or reshaping it. */
const offered = [...repairTypes].sort((a, b) => Number(b.id === 'insertEmbedding') - Number(a.id === 'insertEmbedding'));
export const repairIds: readonly string[] = repairTypes.map((repair) => repair.id);

/** Ids of all repairs of a problem, the best first. */
export function repairsFor(doc: GraphDoc, problem: Problem, context: RepairContext): readonly string[] {
  const graph = graphAt(doc, problem.definitionId);
  return graph ? offered.filter((repair) => repair.code === problem.code && repair.fits(graph, problem, context)).map((repair) => repair.id) : [];
}

export function firstRepair(doc: GraphDoc, problem: Problem, context: RepairContext): string | undefined {
  const graph = graphAt(doc, problem.definitionId);
  return graph && offered.find((repair) => repair.code === problem.code && repair.fits(graph, problem, context))?.id;
}

/** The document after a repair; unchanged when the id is not known or nothing is left to mend. */
export function applyRepair<D extends Repairable>(doc: D, id: string, problem: Problem, context: RepairContext): D {
  const repair = repairTypes.find((candidate) => candidate.id === id);
  if (!repair) return doc;
  const graph = inScope(doc.graph, problem.definitionId, (inner) => repair.edit?.(inner, problem, context, doc.graph) ?? inner);
  const training = repair.retrain?.(doc.training, problem, context) ?? doc.training;
  return { ...doc, graph, training };
}
