import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate, generated } from './template.ts';

/** Five random symbols; the answer is the third: the least that needs a memory (S4). One sample a step, 1,000 steps. */
export const echoTemplate = defineTemplate({
  id: 'echo',
  graph: () =>
    chain([
      dataInput,
      { name: 'lstm', type: 'lstm', params: { units: 25 } },
      { name: 'dense', type: 'dense', params: { units: 10, activation: 'softmax' } },
      modelOutput,
    ]),
  source: () =>
    generated('echo', { params: { length: 5, symbols: 10, place: 3 }, samples: 1000, validationSamples: 500 }),
  training: {
    loss: { id: 'categorical_crossentropy' },
    optimizer: { id: 'adam', learningRate: 0.001 },
    metrics: ['accuracy'],
    batchSize: 1,
    epochs: 1,
  },
});
