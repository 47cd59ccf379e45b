/** Repairs of models and settings that do not give stateful layers the batches they need. */
import { setParams } from './edits.ts';
import type { Graph } from './graph-doc.ts';
import { inputNodes } from './ports.ts';
import { number } from './repair-tools.ts';
import type { Repair } from './repair-type.ts';

/** These problems belong to the model itself, so its own Inputs are edited, not those of a block. */
const withInputBatch = (graph: Graph, batchSize: number): Graph =>
  inputNodes(graph).reduce((edited, node) => setParams(edited, node.id, { batchSize }), graph);

export const statefulRepairs: readonly Repair[] = [
  {
    id: 'fixInputBatch',
    code: 'training/stateful-batch-open',
    fits: () => true,
    edit: (graph, problem) => withInputBatch(graph, number(problem, 'batchSize')),
  },
  {
    id: 'trainingBatch',
    code: 'training/stateful-batch',
    fits: () => true,
    retrain: (settings, problem) => ({ ...settings, batchSize: number(problem, 'expected') }),
  },
  {
    id: 'inputBatch',
    code: 'training/stateful-batch',
    fits: () => true,
    edit: (graph, problem) => withInputBatch(graph, number(problem, 'received')),
  },
  {
    id: 'shuffleOff',
    code: 'training/stateful-shuffle',
    fits: () => true,
    retrain: (settings) => ({ ...settings, shuffle: false }),
  },
  {
    id: 'dropRemainder',
    code: 'training/stateful-ragged',
    fits: () => true,
    retrain: (settings) => ({ ...settings, remainder: 'drop' }),
  },
  {
    id: 'lanesBatch',
    code: 'training/stateful-lanes',
    fits: () => true,
    edit: (graph, problem) => withInputBatch(graph, number(problem, 'expected')),
    retrain: (settings, problem) => ({ ...settings, batchSize: number(problem, 'expected') }),
  },
];
