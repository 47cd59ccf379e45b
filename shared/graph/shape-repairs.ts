/** Repairs of layers that do not take the shape they get. */
import { layerType } from '../layers/index.ts';
import { setParams } from './edits.ts';
import { chainBefore, mainWire, wrappedIn } from './final-layer.ts';
import { insertBefore, needsSteps, nodeOf, number, recurrentBefore, targetSteps, unwrap } from './repair-tools.ts';
import type { Repair } from './repair-type.ts';

export const shapeRepairs: readonly Repair[] = [
  {
    id: 'insertEmbedding',
    code: 'shape/rank',
    // A text as whole numbers: (batch, time) where steps of features are needed.
    fits: (graph, problem, { inputSpecs }) =>
      needsSteps(problem) &&
      inputSpecs.some((spec) => spec.dtype === 'int32') &&
      chainBefore(graph, problem.nodeId ?? '').next().value?.type === 'input',
    edit(graph, problem, { inputSpecs }, doc) {
      const classes = Math.max(...inputSpecs.map((spec) => spec.classes?.length ?? 0));
      return insertBefore(
        graph,
        problem.nodeId ?? '',
        { type: 'embedding', params: classes > 0 ? { inputDim: classes } : {} },
        doc,
      );
    },
  },
  {
    id: 'returnSequences',
    code: 'shape/rank',
    fits: (graph, problem) =>
      needsSteps(problem) && problem.nodeId !== undefined && recurrentBefore(graph, problem.nodeId)?.returns === false,
    edit(graph, problem) {
      const recurrent = recurrentBefore(graph, problem.nodeId ?? '');
      return recurrent ? setParams(graph, recurrent.node.id, recurrent.set(true)) : graph;
    },
  },
  {
    id: 'insertRepeatVector',
    code: 'shape/rank',
    fits: (graph, problem) => needsSteps(problem) && mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, context, doc) =>
      insertBefore(
        graph,
        problem.nodeId ?? '',
        { type: 'repeatVector', params: { n: targetSteps(context) ?? 10 } },
        doc,
      ),
  },
  {
    id: 'insertReshape',
    code: 'shape/rank',
    fits: (graph, problem) => needsSteps(problem) && mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, _, doc) =>
      insertBefore(graph, problem.nodeId ?? '', { type: 'reshape', params: { targetShape: [null, 1] } }, doc),
  },
  {
    id: 'wrapTimeDistributed',
    code: 'shape/rank',
    fits(graph, problem) {
      const node = nodeOf(graph, problem);
      const type = node && layerType(node.type);
      return (
        number(problem, 'receivedRank') === number(problem, 'expectedRank') + 1 &&
        type?.keras != null &&
        type.inputs.length === 1 &&
        type.id !== 'timeDistributed'
      );
    },
    edit(graph, problem) {
      return {
        ...graph,
        nodes: graph.nodes.map((node) =>
          node.id === problem.nodeId
            ? { ...node, type: 'timeDistributed', params: { layer: { type: node.type, params: node.params } } }
            : node,
        ),
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
    fits: (graph, problem) =>
      number(problem, 'receivedRank') === 3 &&
      number(problem, 'expectedRank') === 2 &&
      mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, _, doc) =>
      insertBefore(graph, problem.nodeId ?? '', { type: 'globalAveragePooling1d' }, doc),
  },
  {
    id: 'insertFlatten',
    code: 'shape/rank',
    fits: (graph, problem) =>
      number(problem, 'expectedRank') === 2 &&
      number(problem, 'receivedRank') > 3 &&
      mainWire(graph, problem.nodeId ?? '') !== undefined,
    edit: (graph, problem, _, doc) => insertBefore(graph, problem.nodeId ?? '', { type: 'flatten' }, doc),
  },
];
