/** The hand-written part of the layer reference in English. */
import type { LayerProseBook } from './prose.ts';

export const english: LayerProseBook = {
  input: {
    example:
      'A table with one row a time step, cut into windows of 10 steps with 3 columns: the [input] gives 10 × 3 values a sample.',
    pitfalls: [
      'Leave its shape to the data recipe where you can: a shape set by hand does not follow when you change the windows.',
      'Several Inputs meet the inputs of the recipe in their order, or by the name that you set.',
    ],
  },
  output: {
    example: 'Behind a [dense] layer with 5 units, it marks these 5 values as what the model gives.',
    pitfalls: [
      'What arrives here must have the shape of the target. If it does not, the problem list says which of the two to change.',
    ],
  },
  masking: {
    example:
      'Sequences of 19 to 129 steps, padded to 129 with −10: [masking] with the value −10 lets the [lstm] behind it read only the real steps.',
    pitfalls: [
      'Take a value that never occurs in real data. 0 is a poor choice for scaled data, where a real step can be all zeros.',
      'A step is skipped only if every feature of it has the value.',
      '[flatten], [conv1d] and other layers end the mask: the editor marks the place.',
    ],
  },
  embedding: {
    example:
      'Reviews as lists of word numbers, vocabulary 20,000: every word becomes a vector of 50 numbers that are learned.',
    pitfalls: [
      'The vocabulary size must be larger than the largest number in the data; count the padding number too.',
      'Switch on <maskZero> if texts are padded with 0, or the padding counts as a word.',
    ],
  },
  timeDistributed: {
    example:
      'A video: [conv2d] wrapped in [timeDistributed] looks at each of the 50 frames with the same filters, then an [lstm] reads the 50 results.',
    pitfalls: [
      '[dense] works on every step by itself: wrapping it changes nothing but the name.',
      'The input needs a time axis before what the wrapped layer takes.',
    ],
  },
  lstm: {
    example: 'Read 50 values of a wave and tell how it goes on: [lstm] with 20 units, then [dense] with 5.',
    pitfalls: [
      'It gives only its last step. A second recurrent layer behind it needs <returnSequences> switched on here.',
      'It takes sequences: put [repeatVector] or [reshape] before it if a vector arrives.',
      '<recurrentDropout> makes each step slower; try plain [dropout] first.',
      '<stateful> needs a fixed batch size and samples in their order, without shuffling.',
    ],
  },
  gru: {
    example:
      'Where [lstm] works but is slow or you have little data: [gru] with the same units has three quarters of the weights.',
    pitfalls: [
      'As with [lstm], only the last step comes out unless <returnSequences> is on.',
      '<resetAfter> changes the arithmetic: weights of the other kind do not fit.',
    ],
  },
  simpleRnn: {
    example:
      'Short sequences of up to about 20 steps, or images read pixel by pixel with relu and an identity start (IRNN).',
    pitfalls: [
      'It forgets: what happened dozens of steps ago has hardly any influence. Take [lstm] or [gru] for long sequences.',
      'With relu its values can grow without end; set a gradient limit (clip norm 1) in the training settings.',
    ],
  },
  bidirectional: {
    example:
      'Tell the mood of a sentence: the last words help to read the first ones, so an [lstm] reads it from both ends.',
    pitfalls: [
      'Not for forecasts: reading backwards means knowing the future.',
      'With <choice.concat> the output is twice as wide as the wrapped layer.',
    ],
  },
  convLstm2d: {
    example: 'Ten radar pictures of rain, 16 × 16: what will the next one look like?',
    pitfalls: [
      'It takes (time, height, width, channels): five axes with the batch.',
      'It is slow and needs much memory; small pictures and few filters first.',
    ],
  },
  attention: {
    example:
      'A decoder (query, 10 steps) looks at what an encoder gave (value, 7 steps): at each step it picks out what matters.',
    pitfalls: [
      'Query and key must have the same number of features.',
      'It knows nothing of order: what comes first and last must be in the features.',
    ],
  },
  additiveAttention: {
    example: 'As [attention], where query and key differ in scale: tanh keeps single large values from deciding alone.',
    pitfalls: ['It needs more memory than [attention]: query steps × value steps × features at once.'],
  },
  multiHeadAttention: {
    example:
      'A transformer step: query and value are the same 10 steps with 16 features, four heads look at them in four ways; [add] and [layerNormalization] follow.',
    pitfalls: [
      'Wire the same sequence to query and value for self-attention.',
      'Switch on <useCausalMask> for forecasts and text generation, or each step sees the future.',
      'It knows nothing of order: add a position to the features.',
    ],
  },
  conv1d: {
    example: 'A sensor with 100 steps and 3 channels: 16 filters of 5 steps find peaks and edges wherever they occur.',
    pitfalls: [
      'With <choice.valid> the sequence gets shorter by the filter size minus 1; <choice.same> keeps its length.',
      'For forecasts take <choice.causal>: then no step sees a later one.',
      'It does not read masks: padded steps count as data.',
    ],
  },
  separableConv1d: {
    example: 'Many channels and little data: it needs a fraction of the weights of [conv1d].',
    pitfalls: ['With one or two channels it saves nothing. It does not read masks.'],
  },
  depthwiseConv1d: {
    example: 'Smooth each of 8 sensors by itself before they are mixed.',
    pitfalls: ['Channels are never mixed: put [dense] or [conv1d] behind it.'],
  },
  conv2d: {
    example: 'Digits as images of 28 × 28 × 1: 16 filters of 3 × 3 find edges and arcs.',
    pitfalls: [
      'It takes (height, width, channels): grey images need a channel axis of 1.',
      'Before [dense], put [flatten] or [globalAveragePooling2d].',
      'For a sequence of images wrap it in [timeDistributed].',
    ],
  },
  maxPooling1d: {
    example: 'Behind [conv1d]: 100 steps become 50, and the strongest answer of each pair stays.',
    pitfalls: ['Steps that do not fill a window at the end are dropped with <choice.valid>.', 'It ends masks.'],
  },
  maxPooling2d: {
    example: 'Behind [conv2d]: an image of 28 × 28 becomes 14 × 14.',
    pitfalls: ['After some of them the image can be smaller than the window: fewer of them, or <choice.same>.'],
  },
  averagePooling1d: {
    example: 'Hourly values become means of two hours.',
    pitfalls: ['Short peaks disappear in the mean; [maxPooling1d] keeps them. It ends masks.'],
  },
  averagePooling2d: {
    example: 'A smaller image where all of a window counts, not only its brightest point.',
    pitfalls: ['Fine lines become faint.'],
  },
  globalAveragePooling1d: {
    example:
      'The vectors of all words of a review become one vector: their mean. The quickest text classifier there is.',
    pitfalls: ['Order is lost: “not good, bad” and “not bad, good” look the same.'],
  },
  globalMaxPooling1d: {
    example: 'Did the pattern occur anywhere in the sequence? The strongest answer over all steps.',
    pitfalls: ['Padded steps count too, because it does not see masks; a padding of 0 can win over negative values.'],
  },
  globalAveragePooling2d: {
    example:
      'The end of an image classifier: 14 × 14 × 16 becomes 16 numbers, without the many weights of [flatten] and [dense].',
    pitfalls: ['Where something lies in the image is lost.'],
  },
  globalMaxPooling2d: {
    example: 'Does the image have the pattern anywhere? One number a channel.',
    pitfalls: ['One bright outlier decides. Where it lies is lost.'],
  },
  dense: {
    example:
      'The last layer: 5 units with softmax for five classes, 1 unit with sigmoid for yes or no, 1 linear unit for a number.',
    pitfalls: [
      'Behind a sequence it works on each step by itself: if one answer is wanted, let the layer before give only its last step.',
      'Images need [flatten] before it.',
      'Activation and loss belong together: softmax with cross-entropy, linear with squared error.',
    ],
  },
  activation: {
    example: '[dense], [batchNormalization], then the activation as a layer of its own.',
    pitfalls: ['Most layers have an activation already: two in a row are seldom meant.'],
  },
  relu: {
    example: 'The usual bend between [dense] or convolution layers.',
    pitfalls: ['Units whose input is always negative never learn again; a lower learning rate or [leakyRelu] helps.'],
  },
  leakyRelu: {
    example: 'Instead of [relu] where many units have died.',
    pitfalls: ['Too steep a slope makes the layer almost linear.'],
  },
  prelu: {
    example: 'Large image models, where the slope is worth learning.',
    pitfalls: ['It has a weight for every position: with little data it can memorise. Its input needs fixed sizes.'],
  },
  elu: {
    example: 'Instead of [relu] where the mean of what comes out should be near 0.',
    pitfalls: ['Slower than [relu] because of the exponential.'],
  },
  softmax: {
    example: 'Ten values become ten shares of 1: how sure the model is of each class.',
    pitfalls: ['Not behind a [dense] that has softmax already.', 'For labels that can hold together, take sigmoid.'],
  },
  repeatVector: {
    example:
      'Encoder–decoder: what the encoder remembers (75 numbers) is given to the decoder at each of the 2 steps that it writes.',
    pitfalls: ['It takes a vector: the layer before must give only its last step.', 'The number of steps is fixed.'],
  },
  flatten: {
    example: 'Between the last pooling of an image model and [dense]: 7 × 7 × 16 becomes 784.',
    pitfalls: [
      'The sizes must be known: sequences of differing length cannot be flattened.',
      'It ends masks. For sequences a recurrent layer or pooling is usually meant.',
    ],
  },
  reshape: {
    example: 'A row of 12 columns is really 4 steps with 3 values.',
    pitfalls: ['The number of values must stay the same.', 'It does not swap axes: for that take [permute].'],
  },
  permute: {
    example: 'A file has sensors × time; the [lstm] wants time × sensors.',
    pitfalls: ['Axes count from 1; the batch does not count.'],
  },
  upSampling1d: {
    example: 'The way back in an autoencoder: 5 steps become 10.',
    pitfalls: ['It only repeats; a [conv1d] behind it smooths the stairs.'],
  },
  upSampling2d: {
    example: 'The way back in an image autoencoder: 7 × 7 becomes 14 × 14.',
    pitfalls: ['It only repeats; a [conv2d] behind it smooths the blocks.'],
  },
  zeroPadding1d: {
    example: 'Give a convolution room at both ends, or make a length divisible.',
    pitfalls: ['The zeros count as data: no mask is made.'],
  },
  cropping1d: {
    example: 'Leave out the first steps, in which a filter has not yet seen enough.',
    pitfalls: ['More than there is cannot be cut off: the editor says how many steps are left.'],
  },
  concatenate: {
    example: 'What an [lstm] has read of a series beside ten fixed facts about the customer.',
    pitfalls: [
      'All sizes but those of the joined axis must be equal.',
      'Values of very different scale drown each other: normalise first.',
    ],
  },
  add: {
    example: 'A shortcut round two layers: their output plus their input (a residual block).',
    pitfalls: ['The shapes must be equal, or 1 where they differ.'],
  },
  subtract: {
    example: 'Two siamese branches: the difference of their vectors goes to [dense].',
    pitfalls: ['Exactly two inputs, and their order matters.'],
  },
  multiply: {
    example: 'A gate: one branch ends in sigmoid and opens or shuts what another branch gives.',
    pitfalls: ['Products of many small numbers vanish; keep one side between 0 and 1.'],
  },
  average: {
    example: 'The mean of three branches that look at the same data.',
    pitfalls: ['All shapes must be equal.'],
  },
  maximum: {
    example: 'The strongest answer of several branches, value by value.',
    pitfalls: ['Only the winner learns in each step.'],
  },
  minimum: {
    example: 'All branches must agree: the weakest answer counts.',
    pitfalls: ['Only the smallest learns in each step.'],
  },
  dot: {
    example: 'How alike are a user and a film? Their two vectors, multiplied and summed.',
    pitfalls: ['Without <normalize> long vectors win; with it the result is the cosine.'],
  },
  euclideanDistance: {
    example: 'Siamese network: are two images of the same digit? Train with the contrastive loss.',
    pitfalls: ['Exactly two inputs of one shape.', 'Small is alike: a threshold, not a probability.'],
  },
  manhattanDistance: {
    example: 'As the [euclideanDistance], less moved by one feature that is far off.',
    pitfalls: ['It grows with the number of features: choose the margin of the loss to fit.'],
  },
  cosineDistance: {
    example: 'Texts of different length: only the direction of their vectors counts.',
    pitfalls: ['The length of the vectors is lost. A vector of zeros has no direction.'],
  },
  dropout: {
    example:
      'The validation loss rises while the training loss falls: [dropout] with 0.2 to 0.5 behind the large layers.',
    pitfalls: [
      'It works only while training; in prediction it does nothing.',
      'Not right before the [output], and not with rates above 0.5 in small models.',
    ],
  },
  spatialDropout1d: {
    example:
      'Behind an [embedding]: whole features are dropped, because neighbouring steps would give away single ones.',
    pitfalls: ['With few features a high rate takes almost everything.'],
  },
  gaussianNoise: {
    example: 'Measured values that are never quite exact: a little noise keeps the model from trusting the last digit.',
    pitfalls: ['The spread is in the units of the data: scale them first.'],
  },
  gaussianDropout: {
    example: 'Like [dropout], but values are weakened or strengthened instead of cut.',
    pitfalls: ['A rate near 1 multiplies by very large numbers.'],
  },
  alphaDropout: {
    example: 'Between [dense] layers with selu and the LeCun start.',
    pitfalls: ['Only with selu: other activations lose more than they gain.'],
  },
  batchNormalization: {
    example: 'Between a convolution and its activation: training bears a higher learning rate.',
    pitfalls: [
      'With small batches the means are chance: take [layerNormalization].',
      'Training and prediction differ: prediction uses moving averages, which need some hundred steps.',
      'In sequences padded steps count in the means.',
    ],
  },
  layerNormalization: {
    example: 'Behind [attention] and [add] in a transformer; also with batches of one sample.',
    pitfalls: ['With one single feature everything becomes 0.'],
  },
};
