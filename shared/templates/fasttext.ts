import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { reviewsSource } from './review-table.ts';
import { defineTemplate } from './template.ts';

const vocabulary = 20_000;

/**
 * Texts as bags of word vectors (S10), after Joulin et al. 2016, "Bag of tricks for efficient text classification": the
 * mean of all words' vectors decides. For 2-grams set the step "Words" to two neighbouring words and 2,000 words a text.
 */
export const fastTextTemplate = defineTemplate({
  id: 'fastText',
  graph: () =>
    chain([
      dataInput,
      { name: 'embedding', type: 'embedding', params: { inputDim: vocabulary, outputDim: 50, maskZero: true } },
      { name: 'global_average_pooling1d', type: 'globalAveragePooling1d', params: {} },
      { name: 'dense', type: 'dense', params: { units: 1, activation: 'sigmoid' } },
      modelOutput,
    ]),
  source: reviewsSource,
  steps: [
    { step: 'select', features: ['text'], target: ['sentiment'], task: 'classification' },
    { step: 'encode', columns: { sentiment: 'label' } },
    { step: 'words', column: 'text', unit: 'word', ngrams: 1, limit: vocabulary, output: 'indices', length: 1000 },
    { step: 'split', by: 'share', validation: 0.2, test: 0, stratify: true, seed: 1 },
  ],
  training: {
    loss: { id: 'binary_crossentropy' },
    optimizer: { id: 'adam', learningRate: 0.01 },
    metrics: ['accuracy'],
    batchSize: 32,
    epochs: 30,
    keepBest: { monitor: 'val_accuracy', mode: 'max' },
  },
});
