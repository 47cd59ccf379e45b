import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate } from './template.ts';
import { weaverText } from './weaver-text.ts';

/** Reads 40 characters and tells the next; asked again and again it writes text (S9). The last tenth is held out. */
export const charactersTemplate = defineTemplate({
  id: 'characters',
  graph: () =>
    chain([
      dataInput,
      { name: 'lstm', type: 'lstm', params: { units: 128 } },
      { name: 'dense', type: 'dense', params: { units: new Set(weaverText()).size, activation: 'softmax' } },
      modelOutput,
    ]),
  source: () => ({ kind: 'inline', format: 'text', name: 'weaver.txt', content: weaverText() }),
  steps: [
    { step: 'characters', length: 40, stride: 3, oneHot: true },
    { step: 'split', by: 'time', validation: 0.1, test: 0, stratify: false, seed: 1 },
  ],
  training: {
    loss: { id: 'categorical_crossentropy' },
    optimizer: { id: 'rmsprop', learningRate: 0.01 },
    metrics: ['accuracy'],
    batchSize: 128,
    epochs: 10,
    keepBest: { monitor: 'val_loss', mode: 'min' },
  },
});
