import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate, generated } from './template.ts';

/** Fifty values of a dying wave, the next five to be told: stacked LSTMs (S5). Ten epochs of 100 steps make 1,000 steps. */
export const dampedSineTemplate = defineTemplate({
  id: 'dampedSine',
  graph: () =>
    chain([
      dataInput,
      { name: 'lstm', type: 'lstm', params: { units: 20, returnSequences: true } },
      { name: 'lstm_1', type: 'lstm', params: { units: 20 } },
      { name: 'dense', type: 'dense', params: { units: 5, activation: 'linear' } },
      modelOutput,
    ]),
  source: () => generated('dampedSine', { params: { length: 50, horizon: 5 }, samples: 1000, validationSamples: 500 }),
  training: {
    loss: { id: 'mean_absolute_error' },
    optimizer: { id: 'adam', learningRate: 0.001 },
    metrics: [],
    batchSize: 10,
    epochs: 10,
    keepBest: { monitor: 'val_loss', mode: 'min' },
  },
});
