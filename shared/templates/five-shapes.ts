/**
 * The five shapes of sequence work, each as small as it can be (S8): what goes in and what comes out is one thing or many.
 * Five templates, because each has data, ends and a loss of its own.
 */
import { chain, dataInput, modelOutput, type NodeSpec } from './graph-builder.ts';
import { defineTemplate, generated } from './template.ts';

/** A Dense layer applied to every step. */
const denseAtEveryStep = (units: number, activation: string): NodeSpec => ({
  name: 'time_distributed',
  type: 'timeDistributed',
  params: { layer: { type: 'dense', params: { units, activation } } },
});

interface Training {
  readonly loss: string;
  readonly metric: string;
  readonly learningRate: number;
  readonly epochs: number;
}
const training = ({ loss, metric, learningRate, epochs }: Training) => ({
  loss: { id: loss },
  optimizer: { id: 'adam', learningRate },
  metrics: [metric],
  batchSize: 32,
  epochs,
});

export const oneToOneTemplate = defineTemplate({
  id: 'oneToOne',
  graph: () =>
    chain([
      dataInput,
      { name: 'hidden', type: 'dense', params: { units: 16, activation: 'tanh' } },
      { name: 'dense', type: 'dense', params: { units: 1, activation: 'linear' } },
      modelOutput,
    ]),
  source: () => generated('wavePoint', { samples: 1000, validationSamples: 200 }),
  training: training({ loss: 'mean_squared_error', metric: 'mean_absolute_error', learningRate: 0.01, epochs: 40 }),
});

export const oneToManyTemplate = defineTemplate({
  id: 'oneToMany',
  graph: () =>
    chain([
      dataInput,
      { name: 'conv2d', type: 'conv2d', params: { filters: 8, kernelSize: [3, 3], activation: 'relu' } },
      { name: 'max_pooling2d', type: 'maxPooling2d', params: { poolSize: [2, 2] } },
      { name: 'flatten', type: 'flatten' },
      { name: 'vector', type: 'dense', params: { units: 32, activation: 'relu' } },
      { name: 'repeat_vector', type: 'repeatVector', params: { n: 3 } },
      { name: 'lstm', type: 'lstm', params: { units: 32, returnSequences: true } },
      denseAtEveryStep(6, 'softmax'),
      modelOutput,
    ]),
  source: () => generated('pictureWords', { params: { size: 8 }, samples: 1000, validationSamples: 200 }),
  training: training({ loss: 'categorical_crossentropy', metric: 'accuracy', learningRate: 0.005, epochs: 10 }),
});

export const manyToOneTemplate = defineTemplate({
  id: 'manyToOne',
  graph: () =>
    chain([
      dataInput,
      { name: 'lstm', type: 'lstm', params: { units: 16 } },
      { name: 'dense', type: 'dense', params: { units: 1, activation: 'sigmoid' } },
      modelOutput,
    ]),
  source: () => generated('majority', { params: { length: 11 }, samples: 1000, validationSamples: 200 }),
  training: training({ loss: 'binary_crossentropy', metric: 'accuracy', learningRate: 0.01, epochs: 10 }),
});

export const manyToManyTemplate = defineTemplate({
  id: 'manyToMany',
  graph: () =>
    chain([
      dataInput,
      { name: 'lstm', type: 'lstm', params: { units: 16, returnSequences: true } },
      denseAtEveryStep(1, 'sigmoid'),
      modelOutput,
    ]),
  source: () => generated('rising', { params: { length: 10 }, samples: 2000, validationSamples: 200 }),
  training: training({ loss: 'binary_crossentropy', metric: 'accuracy', learningRate: 0.01, epochs: 10 }),
});

export const manyToFewTemplate = defineTemplate({
  id: 'manyToFew',
  graph: () =>
    chain([
      dataInput,
      { name: 'encoder', type: 'lstm', params: { units: 48 } },
      { name: 'repeat_vector', type: 'repeatVector', params: { n: 3 } },
      { name: 'decoder', type: 'lstm', params: { units: 48, returnSequences: true } },
      denseAtEveryStep(5, 'softmax'),
      modelOutput,
    ]),
  source: () =>
    generated('lastBackwards', { params: { length: 6, symbols: 5, answer: 3 }, samples: 2000, validationSamples: 200 }),
  training: training({ loss: 'categorical_crossentropy', metric: 'accuracy', learningRate: 0.01, epochs: 15 }),
});
