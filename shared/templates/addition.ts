import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate, generated } from './template.ts';

/** Sums of three numbers, read and written character by character: an encoder and a decoder (S7). */
export const additionTemplate = defineTemplate({
  id: 'addition',
  graph: () =>
    chain([
      dataInput,
      { name: 'lstm', type: 'lstm', params: { units: 75 } },
      { name: 'repeat_vector', type: 'repeatVector', params: { n: 2 } },
      { name: 'lstm_1', type: 'lstm', params: { units: 50, returnSequences: true } },
      {
        name: 'time_distributed',
        type: 'timeDistributed',
        params: { layer: { type: 'dense', params: { units: 12, activation: 'softmax' } } },
      },
      modelOutput,
    ]),
  source: () =>
    generated('addition', { params: { numbers: 3, largest: 10 }, samples: 75_000, validationSamples: 5000 }),
  training: {
    loss: { id: 'categorical_crossentropy' },
    optimizer: { id: 'adam', learningRate: 0.01 },
    metrics: ['accuracy'],
    batchSize: 32,
    epochs: 1,
  },
});
