/** One row or more for each record of the registry: what it is tried on. Adding a layer adds its row here. */
import { activationIds } from '../../shared/layers/activations.ts';
import type { LayerTypeId } from '../../shared/layers/index.ts';
import type { GraphDoc, ParamValue } from '../../shared/graph/graph-doc.ts';
import { graphDocSchema } from '../../shared/graph/graph-doc.ts';

export interface Sample {
  readonly title?: string;
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** Sizes without the batch, one for each wire into the first port (or into the named port). */
  readonly inputs: readonly (readonly (number | null)[])[];
  readonly ports?: readonly string[];
  readonly dtype?: 'int32';
  /** A Masking layer stands before the inputs: all of them, or those named by index. */
  readonly masked?: boolean | readonly number[];
  /** Ports that become outputs of the model; default the first. */
  readonly outputs?: readonly string[];
}
export interface LayerSamples {
  readonly samples: readonly Sample[];
  /** Sizes that the layer refuses with a Problem; none for layers that take every shape. */
  readonly wrong?: readonly (readonly (number | null)[])[];
}

const sequence = [7, 3];
const image = [8, 6, 2];
const penalties = {
  kernelInitializer: 'heNormal',
  kernelRegularizer: { id: 'l2', l2: 0.001 },
  kernelConstraint: { id: 'maxNorm', maxValue: 3 },
};
const recurrent: readonly Sample[] = [
  { inputs: [sequence], params: { units: 5 } },
  {
    title: 'sequence, masked',
    inputs: [sequence],
    params: { units: 5, returnSequences: true, zeroOutputForMask: true },
    masked: true,
  },
  {
    title: 'last step, masked',
    inputs: [sequence],
    params: { units: 4, goBackwards: true, dropout: 0.2, recurrentDropout: 0.1 },
    masked: true,
  },
  {
    title: 'no bias, penalties',
    inputs: [[null, 3]],
    params: { units: 4, useBias: false, activation: 'relu', recurrentInitializer: { id: 'identity' }, ...penalties },
  },
  { title: 'frozen', inputs: [sequence], params: { units: 3, trainable: false } },
  {
    title: 'unrolled, rare parts',
    inputs: [sequence],
    params: {
      units: 3,
      unroll: true,
      kernelConstraint: { id: 'minMaxNorm', minValue: 0.1, rate: 0.5 },
      recurrentRegularizer: 'orthogonalRegularizer',
      kernelInitializer: { id: 'varianceScaling', scale: 2, mode: 'fan_avg', distribution: 'uniform' },
      biasInitializer: { id: 'randomUniform', seed: 5 },
    },
  },
];

const images = [5, ...image];
const branches: readonly Sample[] = [
  { inputs: [sequence, sequence], masked: true },
  { title: 'one masked', inputs: [sequence, sequence], masked: [0] },
  { title: 'three', inputs: [[4], [4], [4]] },
];
const shortened: LayerSamples = {
  samples: [
    { inputs: [sequence], params: { poolSize: [2] } },
    {
      title: 'same, own stride',
      inputs: [sequence],
      params: { poolSize: [3], strides: [2], padding: 'same' },
      masked: true,
    },
  ],
  wrong: [[3], [1, 3]],
};
const wholeImage: LayerSamples = {
  samples: [{ inputs: [image] }, { title: 'keeps the axes', inputs: [image], params: { keepdims: true } }],
  wrong: [sequence],
};

export const layerSamples: Readonly<Record<Exclude<LayerTypeId, 'input' | 'output'>, LayerSamples>> = {
  masking: { samples: [{ inputs: [sequence], params: { maskValue: -10 } }], wrong: [[3]] },
  embedding: {
    samples: [
      { inputs: [[7]], dtype: 'int32', params: { inputDim: 20, outputDim: 4 } },
      {
        title: 'mask',
        inputs: [[7]],
        dtype: 'int32',
        params: {
          inputDim: 20,
          outputDim: 4,
          maskZero: true,
          embeddingsInitializer: { id: 'randomNormal', stddev: 0.1 },
        },
      },
    ],
    wrong: [[7, 3, 2]],
  },
  timeDistributed: {
    samples: [
      {
        inputs: [sequence],
        params: { layer: { type: 'dense', params: { units: 4, activation: 'softmax' } } },
        masked: true,
      },
      {
        title: 'convolution of frames',
        inputs: [[4, ...image]],
        params: { layer: { type: 'conv2d', params: { filters: 2, kernelSize: [2, 2], padding: 'same' } } },
      },
    ],
    wrong: [[3]],
  },
  lstm: {
    samples: [
      ...recurrent,
      {
        title: 'states',
        inputs: [sequence, [5], [5]],
        ports: ['x', 'h0', 'c0'],
        params: { units: 5, returnState: true, returnSequences: true, unitForgetBias: false },
        outputs: ['y', 'h', 'c'],
      },
    ],
    wrong: [[3], [4, 7, 3], [7, null]],
  },
  gru: {
    samples: [
      ...recurrent,
      { title: 'reset before', inputs: [sequence], params: { units: 5, resetAfter: false } },
      {
        title: 'states',
        inputs: [sequence, [5]],
        ports: ['x', 'h0'],
        params: { units: 5, returnState: true },
        outputs: ['y', 'h'],
      },
    ],
    wrong: [[3], [4, 7, 3]],
  },
  simpleRnn: {
    samples: [
      ...recurrent,
      {
        title: 'states',
        inputs: [sequence, [5]],
        ports: ['x', 'h0'],
        params: { units: 5, returnState: true },
        outputs: ['y', 'h'],
      },
    ],
    wrong: [[3], [4, 7, 3]],
  },
  bidirectional: {
    samples: [
      { inputs: [sequence], params: { layer: { type: 'lstm', params: { units: 4 } } } },
      {
        title: 'sum of GRUs, masked',
        inputs: [sequence],
        params: { mergeMode: 'sum', layer: { type: 'gru', params: { units: 4, returnSequences: true } } },
        masked: true,
      },
      {
        title: 'two outputs, masked',
        inputs: [sequence],
        params: { mergeMode: 'none', layer: { type: 'lstm', params: { units: 4, returnSequences: true } } },
        masked: true,
        outputs: ['y', 'yBack'],
      },
      {
        title: 'states in and out',
        inputs: [sequence, [4], [4], [4], [4]],
        ports: ['x', 'h0', 'c0', 'hBack0', 'cBack0'],
        params: { mergeMode: 'mul', layer: { type: 'lstm', params: { units: 4, returnState: true } } },
        outputs: ['y', 'h', 'c', 'hBack', 'cBack'],
      },
      {
        title: 'one state a direction, two outputs',
        inputs: [sequence, [4], [4]],
        ports: ['x', 'h0', 'hBack0'],
        params: {
          mergeMode: 'none',
          layer: { type: 'gru', params: { units: 4, returnState: true, returnSequences: true, resetAfter: false } },
        },
        outputs: ['y', 'yBack', 'h', 'hBack'],
      },
      {
        title: 'two kinds, first backwards, masked',
        inputs: [sequence],
        params: {
          mergeMode: 'ave',
          layer: { type: 'simpleRnn', params: { units: 4, goBackwards: true, dropout: 0.1 } },
          backwardLayer: { type: 'lstm', params: { units: 4, activation: 'relu', recurrentDropout: 0.2 } },
        },
        masked: true,
      },
    ],
    wrong: [[3]],
  },
  attention: {
    samples: [
      { inputs: [sequence, [5, 3]], ports: ['query', 'value'], params: { useScale: true } },
      {
        title: 'sum, key, masked',
        inputs: [sequence, [5, 4], [5, 3]],
        ports: ['query', 'value', 'key'],
        params: { scoreMode: 'concat', useScale: true, dropout: 0.1, seed: 4 },
        masked: true,
      },
      {
        title: 'looks back, value masked',
        inputs: [[null, 3], sequence],
        ports: ['query', 'value'],
        params: { useCausalMask: true },
        masked: [1],
      },
    ],
  },
  additiveAttention: {
    samples: [
      { inputs: [sequence, [5, 3]], ports: ['query', 'value'], masked: [0] },
      {
        title: 'plain, key',
        inputs: [sequence, [5, 4], [5, 3]],
        ports: ['query', 'value', 'key'],
        params: { useScale: false, useCausalMask: true },
      },
    ],
  },
  multiHeadAttention: {
    samples: [
      { inputs: [sequence, [5, 4]], ports: ['query', 'value'], params: { numHeads: 2, keyDim: 3 } },
      {
        title: 'key, masked, own sizes',
        inputs: [sequence, [5, 4], [5, 2]],
        ports: ['query', 'value', 'key'],
        params: { numHeads: 2, keyDim: 3, valueDim: 5, outputShape: [6], dropout: 0.2, seed: 9, useBias: false },
        masked: true,
      },
      {
        title: 'looks back, penalties',
        inputs: [[null, 3], sequence],
        ports: ['query', 'value'],
        params: {
          numHeads: 1,
          keyDim: 3,
          useCausalMask: true,
          activityRegularizer: { id: 'l1', l1: 0.02 },
          ...penalties,
        },
        masked: [1],
      },
    ],
  },
  euclideanDistance: {
    samples: [{ inputs: [[3], [3]] }, { title: 'every step, masked', inputs: [sequence, sequence], masked: true }],
  },
  manhattanDistance: {
    samples: [{ inputs: [[3], [3]] }, { title: 'every step, masked', inputs: [sequence, sequence], masked: true }],
  },
  cosineDistance: {
    samples: [{ inputs: [[3], [3]] }, { title: 'every step, masked', inputs: [sequence, sequence], masked: true }],
  },
  conv1d: {
    samples: [
      { inputs: [[9, 3]], params: { filters: 4, kernelSize: [3] } },
      {
        title: 'causal, strided',
        inputs: [[9, 3]],
        params: { filters: 4, kernelSize: [2], strides: [2], padding: 'causal', activation: 'relu' },
      },
      {
        title: 'dilated, grouped',
        inputs: [[9, 4]],
        params: { filters: 6, kernelSize: [3], dilationRate: [2], groups: 2, useBias: false, ...penalties },
      },
      { title: 'same, open length, masked', inputs: [sequence], params: { filters: 4, padding: 'same' }, masked: true },
    ],
    wrong: [[3], [2, 3]],
  },
  conv2d: {
    samples: [
      { inputs: [image], params: { filters: 3, kernelSize: [3, 2] } },
      {
        title: 'same, strided',
        inputs: [image],
        params: { filters: 3, kernelSize: [2, 2], strides: [2, 3], padding: 'same' },
      },
    ],
    wrong: [
      [7, 3],
      [1, 1, 3],
    ],
  },
  maxPooling1d: {
    samples: [
      { inputs: [sequence], params: { poolSize: [2] } },
      {
        title: 'same, own stride',
        inputs: [sequence],
        params: { poolSize: [3], strides: [2], padding: 'same' },
        masked: true,
      },
    ],
    wrong: [[3], [1, 3]],
  },
  maxPooling2d: {
    samples: [
      { inputs: [image] },
      { title: 'same', inputs: [image], params: { poolSize: [3, 4], strides: [1, 1], padding: 'same' } },
    ],
    wrong: [[7, 3]],
  },
  convLstm2d: {
    samples: [
      { inputs: [images], params: { filters: 2, kernelSize: [2, 2] } },
      {
        title: 'sequence, same, strided, dropouts',
        inputs: [images],
        params: {
          filters: 2,
          padding: 'same',
          strides: [2, 1],
          returnSequences: true,
          dropout: 0.2,
          recurrentDropout: 0.1,
          activation: 'relu',
        },
      },
      {
        title: 'dilated, no bias, backwards',
        inputs: [images],
        params: { filters: 3, kernelSize: [2, 2], dilationRate: [2, 1], useBias: false, goBackwards: true },
      },
      {
        title: 'states',
        inputs: [images, [7, 5, 2], [7, 5, 2]],
        ports: ['x', 'h0', 'c0'],
        params: { filters: 2, kernelSize: [2, 2], returnState: true },
        outputs: ['y', 'h', 'c'],
      },
    ],
    wrong: [sequence, image, [4, 1, 1, 2]],
  },
  separableConv1d: {
    samples: [
      { inputs: [[9, 3]], params: { filters: 4, kernelSize: [3] } },
      {
        title: 'strided, two a feature',
        inputs: [[9, 3]],
        params: {
          filters: 4,
          kernelSize: [2],
          strides: [2],
          depthMultiplier: 2,
          activation: 'relu',
          depthwiseRegularizer: { id: 'l2', l2: 0.001 },
          pointwiseInitializer: 'heNormal',
        },
      },
      {
        title: 'same, dilated, masked',
        inputs: [sequence],
        params: { filters: 4, padding: 'same', dilationRate: [2], useBias: false },
        masked: true,
      },
    ],
    wrong: [[3], [2, 3]],
  },
  depthwiseConv1d: {
    samples: [
      { inputs: [[9, 3]] },
      {
        title: 'same, two a feature',
        inputs: [[9, 3]],
        params: { kernelSize: [2], padding: 'same', depthMultiplier: 2, dilationRate: [2], activation: 'tanh' },
      },
    ],
    wrong: [[3], [2, 3]],
  },
  averagePooling1d: shortened,
  averagePooling2d: {
    samples: [
      { inputs: [image] },
      { title: 'same', inputs: [image], params: { poolSize: [3, 4], strides: [1, 1], padding: 'same' } },
    ],
    wrong: [[7, 3]],
  },
  globalAveragePooling2d: wholeImage,
  globalMaxPooling2d: wholeImage,
  relu: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'bounded', inputs: [[5]], params: { maxValue: 6, negativeSlope: 0.1, threshold: 0.5 } },
    ],
  },
  leakyRelu: { samples: [{ inputs: [sequence], params: { negativeSlope: 0.1 }, masked: true }] },
  prelu: {
    samples: [
      { inputs: [sequence], masked: true },
      {
        title: 'shared over time',
        inputs: [[null, 3]],
        params: {
          sharedAxes: [1],
          alphaInitializer: { id: 'constant', value: 0.25 },
          alphaRegularizer: { id: 'l1', l1: 0.001 },
        },
      },
    ],
    wrong: [[null, 3]],
  },
  elu: { samples: [{ inputs: [sequence], params: { alpha: 0.5 }, masked: true }] },
  softmax: { samples: [{ inputs: [sequence] }, { title: 'along time', inputs: [sequence], params: { axis: 1 } }] },
  permute: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'three axes', inputs: [image], params: { dims: [3, 1, 2] } },
    ],
    wrong: [[3], image],
  },
  upSampling1d: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'open length', inputs: [[null, 3]], params: { size: 3 } },
    ],
    wrong: [[3]],
  },
  upSampling2d: { samples: [{ inputs: [image], params: { size: [2, 3] } }], wrong: [sequence] },
  zeroPadding1d: { samples: [{ inputs: [sequence], params: { padding: [2, 0] }, masked: true }], wrong: [[3]] },
  cropping1d: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'open length', inputs: [[null, 3]], params: { cropping: [0, 2] } },
    ],
    wrong: [[3], [2, 3]],
  },
  average: { samples: branches },
  maximum: { samples: branches },
  minimum: { samples: branches },
  dot: {
    samples: [
      { inputs: [[4], [4]] },
      { title: 'sequences, cosine', inputs: [sequence, [5, 3]], params: { normalize: true } },
      { title: 'over time, masked', inputs: [sequence, [7, 2]], params: { axes: [1, 1] }, masked: true },
    ],
  },
  spatialDropout1d: { samples: [{ inputs: [sequence], params: { rate: 0.3, seed: 7 }, masked: true }], wrong: [[3]] },
  gaussianNoise: { samples: [{ inputs: [sequence], params: { stddev: 0.3 }, masked: true }] },
  gaussianDropout: { samples: [{ inputs: [sequence], params: { rate: 0.3 }, masked: true }] },
  alphaDropout: { samples: [{ inputs: [sequence], params: { rate: 0.3, seed: 3 }, masked: true }] },
  globalAveragePooling1d: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'keeps the axis', inputs: [sequence], params: { keepdims: true } },
    ],
    wrong: [[3]],
  },
  globalMaxPooling1d: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'keeps the axis', inputs: [sequence], params: { keepdims: true } },
    ],
    wrong: [[3]],
  },
  dense: {
    samples: [
      { inputs: [[3]], params: { units: 4, activation: 'softmax' } },
      { title: 'every step, masked', inputs: [sequence], params: { units: 4 }, masked: true },
      {
        title: 'penalties, no bias',
        inputs: [[3]],
        params: {
          units: 4,
          useBias: false,
          biasInitializer: { id: 'constant', value: 0.5 },
          activityRegularizer: { id: 'l1', l1: 0.02 },
          ...penalties,
        },
      },
    ],
    wrong: [[null]],
  },
  activation: {
    samples: [
      { inputs: [sequence], params: { activation: 'tanh' }, masked: true },
      ...activationIds.map((activation) => ({ title: activation, inputs: [[5]], params: { activation } })),
    ],
  },
  repeatVector: { samples: [{ inputs: [[3]], params: { n: 4 } }], wrong: [sequence] },
  flatten: { samples: [{ inputs: [image] }, { title: 'a mask ends here', inputs: [sequence], masked: true }] },
  reshape: {
    samples: [
      { inputs: [[12]], params: { targetShape: [4, 3] } },
      { title: 'open size', inputs: [[4, 6]], params: { targetShape: [null, 8] }, masked: true },
      { title: 'open input', inputs: [[null, 6]], params: { targetShape: [null, 2] } },
    ],
  },
  concatenate: {
    samples: [
      { inputs: [[3], [4]] },
      { title: 'along time', inputs: [sequence, [2, 3]], params: { axis: 1 } },
      { title: 'one masked', inputs: [sequence, sequence], masked: [1] },
      { title: 'three', inputs: [[1], [2], [3]] },
    ],
  },
  add: {
    samples: [
      { inputs: [sequence, sequence], masked: true },
      { title: 'one masked', inputs: [sequence, sequence], masked: [0] },
      {
        title: 'stretched',
        inputs: [
          [7, 3],
          [7, 1],
        ],
      },
    ],
  },
  subtract: { samples: [{ inputs: [[3], [3]] }, { title: 'masked', inputs: [sequence, sequence], masked: true }] },
  multiply: {
    samples: [
      { inputs: [sequence, sequence], masked: true },
      { title: 'one masked', inputs: [sequence, sequence], masked: [0] },
      { title: 'three', inputs: [[4], [4], [4]] },
    ],
  },
  dropout: { samples: [{ inputs: [sequence], params: { rate: 0.3, seed: 7 }, masked: true }] },
  batchNormalization: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'no scale', inputs: [[5]], params: { scale: false, momentum: 0.9, epsilon: 0.01 } },
      { title: 'frozen', inputs: [[5]], params: { trainable: false } },
    ],
    wrong: [[null]],
  },
  layerNormalization: {
    samples: [
      { inputs: [sequence], masked: true },
      { title: 'no shift', inputs: [[5]], params: { center: false } },
    ],
    wrong: [[null]],
  },
};

/** The sample as a whole model: Inputs (and Masking where asked), the layer, an Output for each chosen port. */
export function sampleGraph(type: string, sample: Sample): GraphDoc {
  const position = { x: 0, y: 0 };
  const nodes: unknown[] = [{ id: 'layer', type, name: 'tested', params: sample.params ?? {}, position }];
  const wires: unknown[] = [];
  const wire = (from: string, fromPort: string, to: string, toPort: string): void => {
    wires.push({ id: `w${wires.length}`, from: { node: from, port: fromPort }, to: { node: to, port: toPort } });
  };
  sample.inputs.forEach((sizes, index) => {
    nodes.push({
      id: `in${index}`,
      type: 'input',
      name: `in${index}`,
      params: { from: 'fixed', shape: sizes, dtype: sample.dtype ?? 'float32' },
      position,
    });
    const masked = sample.masked === true || (Array.isArray(sample.masked) && sample.masked.includes(index));
    if (masked) {
      nodes.push({ id: `mask${index}`, type: 'masking', name: `mask${index}`, params: {}, position });
      wire(`in${index}`, 'y', `mask${index}`, 'x');
    }
    wire(masked ? `mask${index}` : `in${index}`, 'y', 'layer', sample.ports?.[index] ?? 'x');
  });
  (sample.outputs ?? ['y']).forEach((port, index) => {
    nodes.push({ id: `out${index}`, type: 'output', name: `out${index}`, params: {}, position });
    wire('layer', port, `out${index}`, 'x');
  });
  return graphDocSchema.parse({ nodes, wires, definitions: [] });
}
