/**
 * A picture read pixel by pixel by a plain recurrent layer that starts as the identity (S12), after Le, Jaitly and Hinton
 * 2015, "A simple way to initialize recurrent networks of rectified linear units". Drawn twice: with a rate and an initial
 * kernel that learn within minutes, and as the authors set them, which needs days.
 */
import type { ParamValue } from '../graph/graph-doc.ts';
import { digitsSource, pixelNames } from './digit-table.ts';
import { chain, dataInput, modelOutput } from './graph-builder.ts';
import { defineTemplate, type Template } from './template.ts';

interface Setting {
  readonly id: string;
  readonly kernel: ParamValue;
  readonly learningRate: number;
}

const irnn = ({ id, kernel, learningRate }: Setting): Template =>
  defineTemplate({
    id,
    graph: () =>
      chain([
        dataInput,
        {
          name: 'simple_rnn',
          type: 'simpleRnn',
          params: {
            units: 100,
            activation: 'relu',
            kernelInitializer: kernel,
            recurrentInitializer: { id: 'identity' },
          },
        },
        { name: 'dense', type: 'dense', params: { units: 10, activation: 'softmax' } },
        modelOutput,
      ]),
    source: digitsSource,
    steps: [
      { step: 'select', features: [...pixelNames], target: ['digit'], task: 'classification' },
      { step: 'image', height: 8, width: 8, channels: 1, layout: 'pixels', divide: 'largest' },
      { step: 'split', by: 'share', validation: 0.2, test: 0, stratify: true, seed: 1 },
    ],
    training: {
      loss: { id: 'categorical_crossentropy' },
      optimizer: { id: 'rmsprop', learningRate, clipnorm: 1 },
      metrics: ['accuracy'],
      batchSize: 32,
      epochs: 120,
      keepBest: { monitor: 'val_accuracy', mode: 'max' },
    },
  });

export const irnnTemplate = irnn({
  id: 'irnn',
  kernel: { id: 'glorotUniform' },
  learningRate: 0.002,
});
export const irnnOriginalTemplate = irnn({
  id: 'irnnOriginal',
  kernel: { id: 'randomNormal', mean: 0, stddev: 0.001 },
  learningRate: 0.000_001,
});
