import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate, generated } from './template.ts';

/**
 * Rows of 3 to 12 numbers, and at every step the mean so far (S2). Masked steps leave the state as it was; the LSTM's
 * switch decides whether their outputs repeat the last one or are zero.
 */
export const dynamicRecurrenceTemplate = defineTemplate({
  id: 'dynamicRecurrence',
  graph: () =>
    chain([
      dataInput,
      { name: 'masking', type: 'masking', params: { maskValue: 0 } },
      { name: 'lstm', type: 'lstm', params: { units: 24, returnSequences: true, zeroOutputForMask: true } },
      {
        name: 'time_distributed',
        type: 'timeDistributed',
        params: { layer: { type: 'dense', params: { units: 1, activation: 'linear' } } },
      },
      modelOutput,
    ]),
  source: () =>
    generated('runningMean', { params: { shortest: 3, longest: 12 }, samples: 2000, validationSamples: 500 }),
  training: {
    loss: { id: 'mean_squared_error' },
    optimizer: { id: 'adam', learningRate: 0.005 },
    metrics: ['mean_absolute_error'],
    batchSize: 32,
    epochs: 10,
    keepBest: { monitor: 'val_loss', mode: 'min' },
  },
});
