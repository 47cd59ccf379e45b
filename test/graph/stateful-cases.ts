/** Stateful models whose batches do not fit, each with its repair. */
import type { BatchFacts } from '../../shared/data/batch-facts.ts';
import type { InputSpec } from '../../shared/data/spec-types.ts';
import type { GraphDoc } from '../../shared/graph/graph-doc.ts';
import type { TrainingSettings } from '../../shared/training/training-settings.ts';
import { chain, draw, input, output, sequenceInput } from './drawing.ts';

interface StatefulCase {
  readonly repair: string;
  readonly title?: string;
  readonly doc: GraphDoc;
  readonly inputs: readonly InputSpec[];
  readonly code: string;
  readonly at: string;
  readonly first?: false;
  readonly training: Partial<TrainingSettings>;
  readonly batches?: BatchFacts;
}

const inBatchesOf = (batchSize: number | null): GraphDoc =>
  draw(
    chain(
      { ...input, params: { batchSize } },
      { id: 'lstm', type: 'lstm', params: { units: 4, stateful: true } },
      { id: 'dense', type: 'dense', params: { units: 1 } },
      output,
    ),
  );
const fitting: Partial<TrainingSettings> = { batchSize: 8, shuffle: false };
const common = { inputs: sequenceInput(), at: 'lstm', doc: inBatchesOf(8) };

export const statefulCases: readonly StatefulCase[] = [
  {
    ...common,
    repair: 'fixInputBatch',
    doc: inBatchesOf(null),
    code: 'training/stateful-batch-open',
    training: fitting,
  },
  { ...common, repair: 'trainingBatch', code: 'training/stateful-batch', training: { ...fitting, batchSize: 4 } },
  {
    ...common,
    repair: 'inputBatch',
    code: 'training/stateful-batch',
    first: false,
    training: { ...fitting, batchSize: 4 },
  },
  { ...common, repair: 'shuffleOff', code: 'training/stateful-shuffle', training: { ...fitting, shuffle: true } },
  {
    ...common,
    repair: 'dropRemainder',
    code: 'training/stateful-ragged',
    training: fitting,
    batches: { train: 20, validation: 8, lanes: null },
  },
  {
    ...common,
    repair: 'dropRemainder',
    title: 'validation',
    code: 'training/stateful-ragged',
    training: fitting,
    batches: { train: 16, validation: 9, lanes: null },
  },
  {
    ...common,
    repair: 'lanesBatch',
    code: 'training/stateful-lanes',
    training: fitting,
    batches: { train: 20, validation: 9, lanes: 5 },
  },
];
