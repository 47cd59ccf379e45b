import type { GraphDoc } from '../graph/graph-doc.ts';
import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate, generated } from './template.ts';

const lanes = 25;

function statefulGraph(): GraphDoc {
  return chain([
    { ...dataInput, params: { ...dataInput.params, batchSize: lanes } },
    { name: 'lstm', type: 'lstm', params: { units: 50, returnSequences: true, stateful: true } },
    { name: 'lstm_1', type: 'lstm', params: { units: 50, stateful: true } },
    { name: 'dense', type: 'dense', params: { units: 1, activation: 'linear' } },
    modelOutput,
  ]);
}

/**
 * A long wave read point by point in 25 lanes: one point a batch says nothing of where the wave goes, so the value 20
 * points later can only be told with a memory that lasts from batch to batch (S11). It validates on the same series,
 * without training: what a stateless model cannot learn it cannot learn by heart either.
 */
export const statefulTemplate = defineTemplate({
  id: 'stateful',
  graph: statefulGraph,
  source: () =>
    generated('decayingCosine', {
      params: { lookAhead: 20, period: 200, decay: 0.0001, lanes },
      samples: 50_000,
      validationSamples: 50_000,
      fresh: false,
    }),
  training: {
    loss: { id: 'mean_squared_error' },
    optimizer: { id: 'rmsprop', learningRate: 0.001 },
    metrics: ['mean_absolute_error'],
    batchSize: lanes,
    epochs: 3,
    shuffle: false,
    stateReset: 'epoch',
    keepBest: { monitor: 'val_loss', mode: 'min' },
  },
});
