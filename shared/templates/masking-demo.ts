import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate, generated } from './template.ts';

/** A short series, its beginnings padded to 15 steps; masking lets two LSTMs read each at its true length (S3). */
export const maskingDemo = defineTemplate({
  id: 'masking',
  graph: () =>
    chain([
      dataInput,
      { name: 'masking', type: 'masking', params: { maskValue: 0 } },
      { name: 'lstm', type: 'lstm', params: { units: 100, returnSequences: true } },
      { name: 'lstm_1', type: 'lstm', params: { units: 20 } },
      { name: 'dropout', type: 'dropout', params: { rate: 0.2 } },
      { name: 'dense', type: 'dense', params: { units: 1, activation: 'linear' } },
      modelOutput,
    ]),
  // Eight values have five beginnings, of 3 to 7 values; the same five every epoch. They validate too: without the noise
  // of dropout they tell which epoch knew the series best, and its weights are kept.
  source: () =>
    generated('demoSeries', { params: { values: 8, padded: 15 }, samples: 5, validationSamples: 5, fresh: false }),
  training: {
    loss: { id: 'mean_squared_error' },
    optimizer: { id: 'rmsprop', learningRate: 0.001 },
    metrics: ['mean_absolute_error'],
    batchSize: 1,
    epochs: 100,
    keepBest: { monitor: 'val_loss', mode: 'min' },
  },
});
