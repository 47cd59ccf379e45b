/** What is trained in the speed comparison. The same numbers go to our own engine and to every peer. */
export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  readonly batch: number;
  readonly steps: number;
  /** Shape of one step. */
  readonly features: readonly number[];
  readonly target: readonly number[];
  /** The recurrent layers; GRU as Keras makes it, with the reset after the product. */
  readonly cell: 'LSTM' | 'GRU' | 'SimpleRNN';
  /**
   * With R the recurrent layer: `stacked` R → R → Dense; `encoder-decoder` R → repeat → R → Dense a step; `classifier`
   * R → Dense; `bidirectional` R both ways, joined → Dense; `frames` convolution 2 × 2 with two filters and relu →
   * largest of 2 × 2 → flatten, all at every step → R → Dense.
   */
  readonly model: 'stacked' | 'encoder-decoder' | 'classifier' | 'bidirectional' | 'frames';
  readonly units: readonly number[];
  readonly loss: 'mean_absolute_error' | 'categorical_crossentropy' | 'binary_crossentropy';
  /** `sgd` only to compare gradients. `clipnorm`: the longest gradient of one weight array, as Keras clips; null without. */
  readonly optimizer: {
    readonly name: 'adam' | 'rmsprop' | 'sgd';
    readonly rate: number;
    readonly clipnorm: number | null;
  };
  /** Valid steps of each sequence, the rest being zeros that the model masks; null where all steps are valid. */
  readonly lengths: readonly number[] | null;
  /** Of the Keras model; every side must train as many. */
  readonly parameters: number;
  /** Our time may be at most this many times the peer's. */
  readonly limits: Limits;
}

export interface Limits {
  readonly pytorch?: number;
  readonly keras?: number;
}

export type WorkloadName = 'S5' | 'S7' | 'S1' | 'S9' | 'S12' | 'GRU' | 'BiLSTM' | 'LSTM512' | 'S6';

/** What the last Dense layer ends with, so that the loss gets what it expects. */
export const lastActivations: Readonly<Record<Workload['loss'], 'linear' | 'softmax' | 'sigmoid'>> = {
  mean_absolute_error: 'linear',
  categorical_crossentropy: 'softmax',
  binary_crossentropy: 'sigmoid',
};

const adam = (rate: number, clipnorm: number | null = null): Workload['optimizer'] => ({
  name: 'adam',
  rate,
  clipnorm,
});

export const workloads: readonly Workload[] = [
  {
    name: 'S5',
    title: 'damped sine, two stacked LSTMs',
    batch: 10,
    steps: 50,
    features: [1],
    target: [5],
    cell: 'LSTM',
    model: 'stacked',
    units: [20, 20],
    loss: 'mean_absolute_error',
    optimizer: adam(0.001),
    lengths: null,
    parameters: 5_145,
    limits: { pytorch: 0.4, keras: 0.25 },
  },
  {
    name: 'S7',
    title: 'addition, encoder and decoder',
    batch: 32,
    steps: 8,
    features: [12],
    target: [2, 12],
    cell: 'LSTM',
    model: 'encoder-decoder',
    units: [75, 50],
    loss: 'categorical_crossentropy',
    optimizer: adam(0.01),
    lengths: null,
    parameters: 52_212,
    limits: { pytorch: 0.4, keras: 0.25 },
  },
  {
    name: 'S1',
    title: 'ragged sequences, half the steps masked',
    batch: 10,
    steps: 100,
    features: [20],
    target: [13],
    cell: 'LSTM',
    model: 'classifier',
    units: [128],
    loss: 'categorical_crossentropy',
    optimizer: adam(0.001),
    lengths: [5, 15, 25, 35, 45, 55, 65, 75, 85, 95],
    parameters: 77_965,
    limits: { pytorch: 0.5, keras: 0.2 },
  },
  {
    name: 'S9',
    title: 'text generation, one-hot characters',
    batch: 128,
    steps: 40,
    features: [62],
    target: [62],
    cell: 'LSTM',
    model: 'classifier',
    units: [128],
    loss: 'categorical_crossentropy',
    optimizer: { name: 'rmsprop', rate: 0.01, clipnorm: null },
    lengths: null,
    parameters: 105_790,
    limits: { pytorch: 0.6, keras: 0.6 },
  },
  {
    name: 'S12',
    title: 'pictures pixel by pixel, SimpleRNN',
    batch: 32,
    steps: 784,
    features: [1],
    target: [10],
    cell: 'SimpleRNN',
    model: 'classifier',
    units: [100],
    loss: 'categorical_crossentropy',
    optimizer: adam(0.001),
    lengths: null,
    parameters: 11_210,
    limits: { pytorch: 0.5, keras: 0.2 },
  },
  {
    name: 'GRU',
    title: 'GRU, a hundred steps of 32 features',
    batch: 64,
    steps: 100,
    features: [32],
    target: [10],
    cell: 'GRU',
    model: 'classifier',
    units: [128],
    loss: 'categorical_crossentropy',
    optimizer: adam(0.001),
    lengths: null,
    parameters: 63_498,
    limits: { pytorch: 0.6, keras: 0.6 },
  },
  {
    name: 'BiLSTM',
    title: 'LSTM both ways, a hundred steps of 32 features',
    batch: 64,
    steps: 100,
    features: [32],
    target: [10],
    cell: 'LSTM',
    model: 'bidirectional',
    units: [64],
    loss: 'categorical_crossentropy',
    optimizer: adam(0.001),
    lengths: null,
    parameters: 50_954,
    limits: { pytorch: 0.6, keras: 0.6 },
  },
  {
    name: 'LSTM512',
    title: 'two LSTMs of 512 units',
    batch: 64,
    steps: 50,
    features: [64],
    target: [10],
    cell: 'LSTM',
    model: 'stacked',
    units: [512, 512],
    loss: 'categorical_crossentropy',
    optimizer: adam(0.001),
    lengths: null,
    parameters: 3_286_026,
    limits: { pytorch: 0.6, keras: 0.6 },
  },
  {
    name: 'S6',
    title: 'moving square, convolutions at every frame',
    batch: 32,
    steps: 50,
    features: [50, 50, 1],
    target: [1],
    cell: 'LSTM',
    model: 'frames',
    units: [50],
    loss: 'binary_crossentropy',
    optimizer: adam(0.001, 1),
    lengths: null,
    parameters: 240_661,
    limits: { pytorch: 1, keras: 0.8 },
  },
];

/** The workload of that name. Throws with the names that there are. */
export function workloadOf(name: string): Workload {
  const found = workloads.find((workload) => workload.name === name);
  if (found === undefined)
    throw new Error(`No workload is called ${name}; there are ${workloads.map((one) => one.name).join(', ')}.`);
  return found;
}
