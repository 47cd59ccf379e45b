/**
 * A film of a square that leaves a line, and in which direction it went: convolutions at every frame, then an LSTM (S6).
 * Drawn twice: as one block applied to every frame, and as one wrapper a layer; both are the same model. Without clipping
 * the gradients about half of the trainings never learn.
 */
import type { GraphDoc, ParamValue } from '../graph/graph-doc.ts';
import { chain, chainDefinition, dataInput, modelOutput, type NodeSpec } from './graph-builder.ts';
import { defineTemplate, generated, type TemplateParts } from './template.ts';

const convolution = {
  type: 'conv2d',
  params: { filters: 2, kernelSize: [2, 2], activation: 'relu' },
} satisfies LayerParts;
const pooling = { type: 'maxPooling2d', params: { poolSize: [2, 2] } } satisfies LayerParts;
const flattening = { type: 'flatten', params: {} } satisfies LayerParts;
interface LayerParts {
  readonly type: string;
  readonly params: Readonly<Record<string, ParamValue>>;
}

const recurrentEnd: readonly NodeSpec[] = [
  { name: 'lstm', type: 'lstm', params: { units: 50 } },
  { name: 'dense', type: 'dense', params: { units: 1, activation: 'sigmoid' } },
  modelOutput,
];

function drawnAsBlock(): GraphDoc {
  const reader = chainDefinition('frameReader', 'frame_reader', [
    { name: 'frame', type: 'input', params: { from: 'fixed', shape: [50, 50, 1] } },
    { name: 'conv2d', ...convolution },
    { name: 'max_pooling2d', ...pooling },
    { name: 'flatten', ...flattening },
    { name: 'features', type: 'output', params: {} },
  ]);
  return chain(
    [
      dataInput,
      { name: 'time_distributed', type: 'timeDistributed', params: { layer: { definition: 'frameReader' } } },
      ...recurrentEnd,
    ],
    [reader],
  );
}

function drawnAsLayers(): GraphDoc {
  const wrapped = [convolution, pooling, flattening].map(
    (layer, index): NodeSpec => ({
      name: index === 0 ? 'time_distributed' : `time_distributed_${index}`,
      type: 'timeDistributed',
      params: { layer: { type: layer.type, params: layer.params } },
    }),
  );
  return chain([dataInput, ...wrapped, ...recurrentEnd]);
}

const common: Pick<TemplateParts, 'source' | 'training'> = {
  // Five epochs of 1,000 films make 5,000 samples.
  source: () => generated('movingSquare', { params: { size: 50 }, samples: 1000, validationSamples: 200 }),
  training: {
    loss: { id: 'binary_crossentropy' },
    optimizer: { id: 'adam', learningRate: 0.001, clipnorm: 1 },
    metrics: ['accuracy'],
    batchSize: 32,
    epochs: 5,
  },
};

export const movingSquareTemplate = defineTemplate({ id: 'movingSquare', graph: drawnAsBlock, ...common });
export const movingSquareLayersTemplate = defineTemplate({ id: 'movingSquareLayers', graph: drawnAsLayers, ...common });
