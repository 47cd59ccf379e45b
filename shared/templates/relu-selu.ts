/**
 * Which activation learns better here (S14), after Klambauer et al. 2017, "Self-normalizing neural networks": two deep
 * networks side by side in one drawing, one of ReLU and Dropout, one of SELU and AlphaDropout. They share the words and no
 * weight, see the same batches, and are measured against the same target, so that the curves differ by the networks alone.
 */
import { type DrawnNode, drawing } from './graph-builder.ts';
import { reviewsSource } from './review-table.ts';
import { defineTemplate } from './template.ts';

const hiddenLayers = 6;
const units = 16;
const words = 1002;

interface Branch {
  readonly name: 'relu' | 'selu';
  readonly row: number;
  readonly dropout: { readonly type: 'dropout' | 'alphaDropout'; readonly rate: number };
  readonly kernelInitializer: 'glorotUniform' | 'lecunNormal';
}

function branch({ name, row, dropout, kernelInitializer }: Branch): readonly DrawnNode[] {
  const layers = Array.from({ length: hiddenLayers }, (_, layer): readonly DrawnNode[] => [
    {
      name: `${name}_dense_${layer + 1}`,
      type: 'dense',
      params: { units, activation: name, kernelInitializer: { id: kernelInitializer } },
      row,
      column: 1 + 2 * layer,
      from: { x: [layer === 0 ? 'input' : `${name}_dropout_${layer}`] },
    },
    {
      name: `${name}_dropout_${layer + 1}`,
      type: dropout.type,
      params: { rate: dropout.rate },
      row,
      column: 2 + 2 * layer,
      from: { x: [`${name}_dense_${layer + 1}`] },
    },
  ]).flat();
  const column = 1 + 2 * hiddenLayers;
  return [
    ...layers,
    {
      name,
      type: 'dense',
      params: { units: 2, activation: 'softmax' },
      row,
      column,
      from: { x: [`${name}_dropout_${hiddenLayers}`] },
    },
    { name: `${name}_output`, type: 'output', params: {}, row, column: column + 1, from: { x: [name] } },
  ];
}

export const reluSeluTemplate = defineTemplate({
  id: 'reluSelu',
  graph: () =>
    drawing([
      { name: 'input', type: 'input', params: { from: 'data' }, row: 0.5, column: 0, from: {} },
      ...branch({ name: 'relu', row: 0, dropout: { type: 'dropout', rate: 0.5 }, kernelInitializer: 'glorotUniform' }),
      ...branch({
        name: 'selu',
        row: 1,
        dropout: { type: 'alphaDropout', rate: 0.1 },
        kernelInitializer: 'lecunNormal',
      }),
    ]),
  source: reviewsSource,
  steps: [
    { step: 'select', features: ['text'], target: ['sentiment'], task: 'classification' },
    { step: 'words', column: 'text', unit: 'word', ngrams: 1, limit: words, output: 'multiHot', length: 200 },
    { step: 'split', by: 'share', validation: 0.2, test: 0, stratify: true, seed: 1 },
  ],
  training: {
    loss: { id: 'categorical_crossentropy' },
    optimizer: { id: 'adam', learningRate: 0.001 },
    metrics: ['accuracy'],
    batchSize: 16,
    epochs: 40,
  },
});
