/** What the reference says of every layer that is the same in all languages: its formula, one try-out, where it comes from. */
import type { ParamValue } from '../graph/graph-doc.ts';
import type { LayerTypeId } from '../layers/index.ts';

export interface LayerFacts {
  /** Lines of plain text with Unicode signs: they are read aloud and copied as they stand. */
  readonly formula: readonly string[];
  /** What it is tried on: sizes without the batch, one list for each wire. The reference shows what comes out. */
  readonly inputs: readonly (readonly (number | null)[])[];
  /** Ports of the wires, where they are not all the first one. */
  readonly ports?: readonly string[];
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** Who described it first. */
  readonly paper?: string;
}

const sequence = [10, 3];
const image = [28, 28, 1];
const twoVectors = [[16], [16]];
const twoSequences = [sequence, sequence];
const dropoutPaper = 'Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout (2014)';
const separablePaper = 'Chollet: Xception (2017)';

export const layerFacts: Readonly<Record<LayerTypeId, LayerFacts>> = {
  input: { formula: ['y = x'], inputs: [], params: { from: 'fixed', shape: sequence } },
  output: { formula: ['y = x'], inputs: [[5]] },
  masking: { formula: ['y[t] = x[t]', 'mask[t] = any(x[t] ≠ mask value)'], inputs: [sequence] },
  embedding: {
    formula: ['y[t] = E[x[t]]', 'E: vocabulary size × vector size'],
    inputs: [[20]],
    params: { inputDim: 1000, outputDim: 16, maskZero: true },
    paper: 'Bengio, Ducharme, Vincent, Jauvin: A neural probabilistic language model (2003)',
  },
  timeDistributed: {
    formula: ['y[t] = layer(x[t])'],
    inputs: [sequence],
    params: { layer: { type: 'dense', params: { units: 4 } } },
  },
  lstm: {
    formula: [
      'i = σ(x[t]·W_i + h[t−1]·U_i + b_i)',
      'f = σ(x[t]·W_f + h[t−1]·U_f + b_f)',
      'g = tanh(x[t]·W_g + h[t−1]·U_g + b_g)',
      'o = σ(x[t]·W_o + h[t−1]·U_o + b_o)',
      'c[t] = f ⊙ c[t−1] + i ⊙ g',
      'h[t] = o ⊙ tanh(c[t])',
    ],
    inputs: [[50, 1]],
    params: { units: 20 },
    paper:
      'Hochreiter, Schmidhuber: Long short-term memory (1997); Gers, Schmidhuber, Cummins: Learning to forget (2000)',
  },
  gru: {
    formula: [
      'z = σ(x[t]·W_z + h[t−1]·U_z + b_z)',
      'r = σ(x[t]·W_r + h[t−1]·U_r + b_r)',
      'g = tanh(x[t]·W_g + r ⊙ (h[t−1]·U_g + b_u) + b_g)',
      'h[t] = z ⊙ h[t−1] + (1 − z) ⊙ g',
    ],
    inputs: [[50, 1]],
    params: { units: 20 },
    paper: 'Cho et al.: Learning phrase representations using RNN encoder–decoder (2014)',
  },
  simpleRnn: {
    formula: ['h[t] = tanh(x[t]·W + h[t−1]·U + b)'],
    inputs: [sequence],
    params: { units: 16 },
    paper: 'Elman: Finding structure in time (1990)',
  },
  bidirectional: {
    formula: ['y = merge(layer(x[1], …, x[T]), layer′(x[T], …, x[1]))'],
    inputs: [sequence],
    params: { layer: { type: 'lstm', params: { units: 16 } } },
    paper: 'Schuster, Paliwal: Bidirectional recurrent neural networks (1997)',
  },
  convLstm2d: {
    formula: [
      'i, f, o = σ(x[t] ∗ W + h[t−1] ∗ U + b)',
      'g = tanh(x[t] ∗ W_g + h[t−1] ∗ U_g + b_g)',
      'c[t] = f ⊙ c[t−1] + i ⊙ g',
      'h[t] = o ⊙ tanh(c[t])',
    ],
    inputs: [[10, 16, 16, 1]],
    params: { filters: 8 },
    paper: 'Shi et al.: Convolutional LSTM network (2015)',
  },
  attention: {
    formula: ['a = softmax(query · keyᵀ)', 'y = a · value'],
    inputs: [sequence, [7, 3]],
    ports: ['query', 'value'],
    paper: 'Luong, Pham, Manning: Effective approaches to attention (2015)',
  },
  additiveAttention: {
    formula: ['a[i, j] = softmaxⱼ(Σ s ⊙ tanh(query[i] + key[j]))', 'y = a · value'],
    inputs: [sequence, [7, 3]],
    ports: ['query', 'value'],
    paper: 'Bahdanau, Cho, Bengio: Neural machine translation by jointly learning to align and translate (2015)',
  },
  multiHeadAttention: {
    formula: ['headₖ = softmax(Qₖ · Kₖᵀ / √key size) · Vₖ', 'y = [head₁, …, headₙ] · W + b'],
    inputs: [
      [10, 16],
      [10, 16],
    ],
    ports: ['query', 'value'],
    params: { numHeads: 4, keyDim: 16 },
    paper: 'Vaswani et al.: Attention is all you need (2017)',
  },
  conv1d: {
    formula: ['y[t, f] = activation(Σₖ Σ_c x[t·stride + k, c]·W[k, c, f] + b[f])'],
    inputs: [[100, 3]],
    params: { filters: 16, kernelSize: [5] },
    paper: 'LeCun et al.: Gradient-based learning applied to document recognition (1998)',
  },
  separableConv1d: {
    formula: ['d[t, c] = Σₖ x[t + k, c]·D[k, c]', 'y[t, f] = activation(Σ_c d[t, c]·P[c, f] + b[f])'],
    inputs: [[100, 8]],
    params: { filters: 16, kernelSize: [5] },
    paper: separablePaper,
  },
  depthwiseConv1d: {
    formula: ['y[t, c] = activation(Σₖ x[t + k, c]·D[k, c] + b[c])'],
    inputs: [[100, 8]],
    params: { kernelSize: [5] },
    paper: separablePaper,
  },
  conv2d: {
    formula: ['y[i, j, f] = activation(Σₘ Σₙ Σ_c x[i + m, j + n, c]·W[m, n, c, f] + b[f])'],
    inputs: [image],
    params: { filters: 16, activation: 'relu' },
    paper: 'LeCun et al.: Gradient-based learning applied to document recognition (1998)',
  },
  maxPooling1d: { formula: ['y[t, c] = max(x[t·stride … t·stride + pool − 1, c])'], inputs: [[100, 8]] },
  maxPooling2d: { formula: ['y[i, j, c] = max over the window of x[…, …, c]'], inputs: [[28, 28, 16]] },
  averagePooling1d: { formula: ['y[t, c] = mean(x[t·stride … t·stride + pool − 1, c])'], inputs: [[100, 8]] },
  averagePooling2d: { formula: ['y[i, j, c] = mean over the window of x[…, …, c]'], inputs: [[28, 28, 16]] },
  globalAveragePooling1d: { formula: ['y[c] = Σₜ mask[t]·x[t, c] / Σₜ mask[t]'], inputs: [[100, 8]] },
  globalMaxPooling1d: { formula: ['y[c] = maxₜ x[t, c]'], inputs: [[100, 8]] },
  globalAveragePooling2d: {
    formula: ['y[c] = mean over i, j of x[i, j, c]'],
    inputs: [[14, 14, 16]],
    paper: 'Lin, Chen, Yan: Network in network (2014)',
  },
  globalMaxPooling2d: { formula: ['y[c] = max over i, j of x[i, j, c]'], inputs: [[14, 14, 16]] },
  dense: { formula: ['y = activation(x·W + b)'], inputs: [[20]], params: { units: 5 } },
  activation: { formula: ['y = activation(x)'], inputs: [[16]], params: { activation: 'tanh' } },
  relu: {
    formula: ['y = max(0, x)'],
    inputs: [[16]],
    paper: 'Nair, Hinton: Rectified linear units improve restricted Boltzmann machines (2010)',
  },
  leakyRelu: {
    formula: ['y = x for x ≥ 0, slope·x for x < 0'],
    inputs: [[16]],
    paper: 'Maas, Hannun, Ng: Rectifier nonlinearities improve neural network acoustic models (2013)',
  },
  prelu: {
    formula: ['y = x for x ≥ 0, a·x for x < 0, a is learned'],
    inputs: [[16]],
    paper: 'He, Zhang, Ren, Sun: Delving deep into rectifiers (2015)',
  },
  elu: {
    formula: ['y = x for x ≥ 0, α·(eˣ − 1) for x < 0'],
    inputs: [[16]],
    paper: 'Clevert, Unterthiner, Hochreiter: Exponential linear units (2016)',
  },
  softmax: { formula: ['yᵢ = eˣⁱ / Σⱼ eˣʲ'], inputs: [[10]] },
  repeatVector: { formula: ['y[t] = x for t = 1 … n'], inputs: [[16]], params: { n: 7 } },
  flatten: { formula: ['y = (x₁₁, x₁₂, …, xₙₘ)'], inputs: [[7, 7, 16]] },
  reshape: {
    formula: ['y = the values of x, in their order, in the new sizes'],
    inputs: [[12]],
    params: { targetShape: [4, 3] },
  },
  permute: { formula: ['y[j, i] = x[i, j]'], inputs: [sequence] },
  upSampling1d: { formula: ['y[t] = x[⌊t / size⌋]'], inputs: [sequence] },
  upSampling2d: { formula: ['y[i, j] = x[⌊i / size⌋, ⌊j / size⌋]'], inputs: [[7, 7, 16]] },
  zeroPadding1d: { formula: ['y = (0, …, 0, x[1], …, x[T], 0, …, 0)'], inputs: [sequence] },
  cropping1d: { formula: ['y = (x[before + 1], …, x[T − after])'], inputs: [sequence] },
  concatenate: { formula: ['y = [x₁, x₂, …]'], inputs: twoVectors },
  add: {
    formula: ['y = x₁ + x₂ + …'],
    inputs: twoSequences,
    paper: 'He, Zhang, Ren, Sun: Deep residual learning (2016)',
  },
  subtract: { formula: ['y = x₁ − x₂'], inputs: twoVectors },
  multiply: { formula: ['y = x₁ ⊙ x₂ ⊙ …'], inputs: twoSequences },
  average: { formula: ['y = (x₁ + … + xₙ) / n'], inputs: twoVectors },
  maximum: { formula: ['y = max(x₁, x₂, …)'], inputs: twoVectors },
  minimum: { formula: ['y = min(x₁, x₂, …)'], inputs: twoVectors },
  dot: { formula: ['y = Σᵢ x₁[i]·x₂[i]'], inputs: twoVectors },
  euclideanDistance: {
    formula: ['y = √Σᵢ (x₁[i] − x₂[i])²'],
    inputs: twoVectors,
    paper: 'Hadsell, Chopra, LeCun: Dimensionality reduction by learning an invariant mapping (2006)',
  },
  manhattanDistance: {
    formula: ['y = Σᵢ |x₁[i] − x₂[i]|'],
    inputs: twoVectors,
    paper: 'Mueller, Thyagarajan: Siamese recurrent architectures (2016)',
  },
  cosineDistance: { formula: ['y = 1 − x₁·x₂ / (‖x₁‖·‖x₂‖)'], inputs: twoVectors },
  dropout: {
    formula: ['y = x ⊙ m / (1 − rate), m = 0 with probability rate, else 1'],
    inputs: [[128]],
    paper: dropoutPaper,
  },
  spatialDropout1d: {
    formula: ['y[t, c] = x[t, c]·m[c] / (1 − rate), one m for all steps'],
    inputs: [[100, 8]],
    paper: 'Tompson et al.: Efficient object localization using convolutional networks (2015)',
  },
  gaussianNoise: { formula: ['y = x + N(0, stddev²)'], inputs: [[16]] },
  gaussianDropout: {
    formula: ['y = x ⊙ N(1, rate / (1 − rate))'],
    inputs: [[16]],
    paper: dropoutPaper,
  },
  alphaDropout: {
    formula: ['y = a·(x ⊙ m + α′·(1 − m)) + b, a and b keep mean and variance'],
    inputs: [[128]],
    paper: 'Klambauer, Unterthiner, Mayr, Hochreiter: Self-normalizing neural networks (2017)',
  },
  batchNormalization: {
    formula: ['y = γ·(x − mean) / √(variance + ε) + β', 'mean, variance: over the batch'],
    inputs: [[128]],
    paper: 'Ioffe, Szegedy: Batch normalization (2015)',
  },
  layerNormalization: {
    formula: ['y = γ·(x − mean) / √(variance + ε) + β', 'mean, variance: over the features of one step'],
    inputs: [sequence],
    paper: 'Ba, Kiros, Hinton: Layer normalization (2016)',
  },
};
