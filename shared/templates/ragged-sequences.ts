import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { walksTable } from './ragged-table.ts';
import { defineTemplate } from './template.ts';

/**
 * Sequences of different lengths from a table (S1): rows grouped into walks, padded and masked, one class a walk. No
 * dropout: with .5 for inputs and states the same data stay some ten points lower.
 */
export const raggedSequences = defineTemplate({
  id: 'raggedTable',
  graph: () =>
    chain([
      dataInput,
      { name: 'masking', type: 'masking', params: { maskValue: 0 } },
      { name: 'lstm', type: 'lstm', params: { units: 128 } },
      { name: 'dense', type: 'dense', params: { units: 2, activation: 'softmax' } },
      modelOutput,
    ]),
  source: () => ({ kind: 'inline', format: 'table', name: 'walks.csv', content: walksTable() }),
  steps: [
    { step: 'select', features: ['rss1', 'rss2', 'rss3', 'rss4'], target: ['changed_room'], task: 'classification' },
    { step: 'order', by: 'step', direction: 'ascending' },
    { step: 'group', by: 'sequence', target: 'constant' },
    // Without it the same model is some eight points worse on rooms that it has not seen.
    { step: 'scale', columns: 'features', method: 'standard', range: [0, 1] },
    { step: 'pad', side: 'pre', truncate: 'pre', length: 'longest', value: 0 },
    { step: 'split', by: 'share', validation: 0.2, test: 0, stratify: true, seed: 1 },
  ],
  training: {
    loss: { id: 'categorical_crossentropy' },
    optimizer: { id: 'adam', learningRate: 0.005, schedule: { kind: 'cosine', decayEpochs: 80 }, clipnorm: 1 },
    metrics: ['accuracy'],
    batchSize: 32,
    epochs: 80,
    keepBest: { monitor: 'val_accuracy', mode: 'max' },
  },
});
