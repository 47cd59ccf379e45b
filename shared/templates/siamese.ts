/**
 * Two pictures at a time: are they of the same class? (S16) One encoder, drawn once as a block and used twice, places both;
 * their distance is small for the same class and beyond a margin for others (Hadsell, Chopra and LeCun 2006).
 */
import type { GraphDoc } from '../graph/graph-doc.ts';
import { digitsSource, pixelNames } from './digit-table.ts';
import { chainDefinition, type DrawnNode, drawing } from './graph-builder.ts';
import { defineTemplate } from './template.ts';

const encoder = chainDefinition('encoder', 'encoder', [
  { name: 'picture', type: 'input', params: { from: 'fixed', shape: [8, 8, 1] } },
  { name: 'flatten', type: 'flatten', params: {} },
  { name: 'dense', type: 'dense', params: { units: 128, activation: 'relu' } },
  { name: 'dropout', type: 'dropout', params: { rate: 0.1 } },
  { name: 'dense_1', type: 'dense', params: { units: 128, activation: 'relu' } },
  { name: 'dropout_1', type: 'dropout', params: { rate: 0.1 } },
  { name: 'dense_2', type: 'dense', params: { units: 128, activation: 'relu' } },
  { name: 'place', type: 'output', params: {} },
]);

const side = (name: 'first' | 'second', row: number): readonly DrawnNode[] => [
  { name, type: 'input', params: { from: 'data', name }, row, column: 0, from: {} },
  { name: `encoder_${name}`, type: 'block', definition: 'encoder', row, column: 1, from: { picture: [name] } },
];

const drawn = (): GraphDoc =>
  drawing(
    [
      ...side('first', 0),
      ...side('second', 1),
      {
        name: 'distance',
        type: 'euclideanDistance',
        params: {},
        row: 0.5,
        column: 2,
        from: { x: ['encoder_first.place', 'encoder_second.place'] },
      },
      { name: 'output', type: 'output', params: {}, row: 0.5, column: 3, from: { x: ['distance'] } },
    ],
    [encoder],
  );

export const siameseTemplate = defineTemplate({
  id: 'siamese',
  graph: drawn,
  source: digitsSource,
  steps: [
    { step: 'select', features: [...pixelNames], target: ['digit'], task: 'classification' },
    { step: 'image', height: 8, width: 8, channels: 1, layout: 'image', divide: 'largest' },
    { step: 'split', by: 'share', validation: 0.2, test: 0, stratify: true, seed: 1 },
    { step: 'pairs', perSample: 4, seed: 1 },
  ],
  training: {
    loss: { id: 'contrastive' },
    optimizer: { id: 'adam', learningRate: 0.001 },
    metrics: ['pair_accuracy'],
    batchSize: 128,
    epochs: 20,
    keepBest: { monitor: 'val_pair_accuracy', mode: 'max' },
  },
});
