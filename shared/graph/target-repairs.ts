/** Repairs of models that do not give what the target wants. */
import { layerType } from '../layers/index.ts';
import type { Problem } from '../problem.ts';
import { lossType } from '../training/losses.ts';
import { lossesFor, metricsFor } from '../training/proposals.ts';
import type { TrainingSettings } from '../training/training-settings.ts';
import { deleteAndHeal, setParams } from './edits.ts';
import { finalActivation, finalUnits, type ParamPlace, paramPlace } from './final-layer.ts';
import type { Graph } from './graph-doc.ts';
import { outputNodes } from './ports.ts';
import {
  finalLayer,
  insertBefore,
  keepsLastStep,
  nodeOf,
  number,
  recurrentBefore,
  sequenceForVector,
  targetSteps,
  unwrap,
} from './repair-tools.ts';
import type { Repair, RepairContext } from './repair-type.ts';

/** Steps that the last recurrent layer before an output gets. */
function stepsInto(graph: Graph, problem: Problem, { inference }: RepairContext): number | undefined {
  const recurrent = recurrentBefore(graph, problem.nodeId ?? '')?.node;
  return (recurrent && inference.nodes.get(recurrent.id)?.inputs.x?.[0]?.[1]?.size) ?? undefined;
}

const isRecurrent = ({ type }: ParamPlace): boolean => layerType(type)?.category === 'recurrent';

const differsInUnits = (problem: Problem): boolean =>
  number(problem, 'receivedRank') === number(problem, 'expectedRank') &&
  // More units make no further steps.
  Number.isNaN(number(problem, 'receivedSteps')) &&
  number(problem, 'units') > 0;

/** The loss made for the target, and metrics that can be read beside it. */
function withFittingLoss(
  settings: TrainingSettings,
  problem: Problem,
  { targetSpecs: [target] }: RepairContext,
): TrainingSettings {
  const loss = lossType(String(problem.details.better)) ?? (target && lossesFor(target)[0]);
  if (!target || !loss) return settings;
  const fitting = metricsFor(target).map((type) => type.id);
  const kept = settings.metrics.filter((id) => fitting.includes(id));
  return { ...settings, loss: { id: loss.id, params: {} }, metrics: kept.length > 0 ? kept : fitting.slice(0, 1) };
}

export const targetRepairs: readonly Repair[] = [
  {
    id: 'lastStepOnly',
    code: 'target/shape',
    ...keepsLastStep,
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
    fits: (graph, problem) =>
      number(problem, 'expectedRank') === 2 &&
      number(problem, 'receivedRank') > 3 &&
      finalLayer(graph, problem) !== undefined,
    edit(graph, problem, _, doc) {
      const last = finalLayer(graph, problem);
      return last ? insertBefore(graph, last.id, { type: 'flatten' }, doc) : graph;
    },
  },
  {
    id: 'allSteps',
    code: 'target/shape',
    fits: (graph, problem, context) =>
      number(problem, 'receivedRank') === 2 &&
      number(problem, 'expectedRank') === 3 &&
      recurrentBefore(graph, problem.nodeId ?? '')?.returns === false &&
      // As many steps come in as the target has; what is not known may fit.
      (stepsInto(graph, problem, context) ?? targetSteps(context)) === targetSteps(context),
    edit(graph, problem) {
      const recurrent = recurrentBefore(graph, problem.nodeId ?? '');
      return recurrent ? setParams(graph, recurrent.node.id, recurrent.set(true)) : graph;
    },
  },
  {
    id: 'addFinalDense',
    code: 'target/shape',
    fits: (graph, problem) => {
      const last = finalUnits(graph, problem.nodeId ?? '');
      return differsInUnits(problem) && last !== undefined && isRecurrent(last);
    },
    edit(graph, problem, { targetSpecs: [target] }, doc) {
      const [activation = 'linear'] = (target && lossesFor(target)[0]?.activations) ?? [];
      const params = { units: number(problem, 'units'), activation };
      return insertBefore(graph, problem.nodeId ?? '', { type: 'dense', params }, doc);
    },
  },
  {
    id: 'setUnits',
    code: 'target/shape',
    fits: (graph, problem) => differsInUnits(problem) && finalUnits(graph, problem.nodeId ?? '') !== undefined,
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
      const choice =
        problem.details.units === 1
          ? String(problem.details.loss).startsWith('mean')
            ? 'linear'
            : 'sigmoid'
          : String(problem.details.expected).startsWith('linear')
            ? 'linear'
            : wanted;
      return place ? setParams(graph, place.node.id, place.set(choice ?? 'linear')) : graph;
    },
  },
  {
    id: 'setLoss',
    code: 'loss/target',
    fits: (_, __, { targetSpecs }) => targetSpecs.length === 1,
    retrain: withFittingLoss,
  },
  {
    id: 'lossForClasses',
    code: 'loss/for-numbers',
    fits: (_, __, { targetSpecs }) => targetSpecs.length === 1,
    edit(graph, problem) {
      const place = finalActivation(graph, problem.nodeId ?? '');
      const wanted = lossType(String(problem.details.better))?.activations;
      // What a recurrent layer does inside is not the last activation of a model.
      const isLast = place !== undefined && !isRecurrent(place);
      return isLast && wanted && !wanted.some((activation) => activation === place.value)
        ? setParams(graph, place.node.id, place.set(wanted[0] ?? 'linear'))
        : graph;
    },
    retrain: withFittingLoss,
  },
  {
    id: 'deleteOutput',
    code: 'target/missing',
    fits: (graph, problem) => nodeOf(graph, problem)?.type === 'output' && outputNodes(graph).length > 1,
    edit: (graph, { nodeId }, _, doc) => deleteAndHeal(graph, [nodeId ?? ''], doc.definitions),
  },
];
