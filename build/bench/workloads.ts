/** What is trained in the speed comparison. The same numbers go to our own engine and to every peer. */
export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  readonly batch: number;
  readonly steps: number;
  readonly features: number;
  readonly target: readonly number[];
  /** The recurrent layers; GRU as Keras makes it, with the reset after the product. */
  readonly cell: 'LSTM' | 'GRU' | 'SimpleRNN';
  /** With R the recurrent layer: `stacked` R → R → Dense; `encoder-decoder` R → repeat → R → Dense a step; `classifier` R → Dense. */
  readonly model: 'stacked' | 'encoder-decoder' | 'classifier';
  readonly units: readonly number[];
  readonly loss: 'mean_absolute_error' | 'categorical_crossentropy';
  readonly optimizer: { readonly name: 'adam' | 'rmsprop'; readonly rate: number };
  /** Valid steps of each sequence, the rest being zeros that the model masks; null where all steps are valid. */
  readonly lengths: readonly number[] | null;
  /** Of the Keras model; every side must train as many. */
  readonly parameters: number;
  /** Our time may be at most this many times Keras'. */
  readonly limit: number;
}

export type WorkloadName = 'S5' | 'S7' | 'S1' | 'S9' | 'S12' | 'GRU';

export const workloads: readonly Workload[] = [
  {
    name: 'S5',
    title: 'damped sine, two stacked LSTMs',
    batch: 10,
    steps: 50,
    features: 1,
    target: [5],
    cell: 'LSTM',
    model: 'stacked',
    units: [20, 20],
    loss: 'mean_absolute_error',
    optimizer: { name: 'adam', rate: 0.001 },
    lengths: null,
    parameters: 5_145,
    limit: 0.6,
  },
  {
    name: 'S7',
    title: 'addition, encoder and decoder',
    batch: 32,
    steps: 8,
    features: 12,
    target: [2, 12],
    cell: 'LSTM',
    model: 'encoder-decoder',
    units: [75, 50],
    loss: 'categorical_crossentropy',
    optimizer: { name: 'adam', rate: 0.01 },
    lengths: null,
    parameters: 52_212,
    limit: 2,
  },
  {
    name: 'S1',
    title: 'ragged sequences, half the steps masked',
    batch: 10,
    steps: 100,
    features: 20,
    target: [13],
    cell: 'LSTM',
    model: 'classifier',
    units: [128],
    loss: 'categorical_crossentropy',
    optimizer: { name: 'adam', rate: 0.001 },
    lengths: [5, 15, 25, 35, 45, 55, 65, 75, 85, 95],
    parameters: 77_965,
    limit: 1,
  },
  {
    name: 'S9',
    title: 'text generation, one-hot characters',
    batch: 128,
    steps: 40,
    features: 62,
    target: [62],
    cell: 'LSTM',
    model: 'classifier',
    units: [128],
    loss: 'categorical_crossentropy',
    optimizer: { name: 'rmsprop', rate: 0.01 },
    lengths: null,
    parameters: 105_790,
    limit: 1,
  },
  {
    name: 'S12',
    title: 'pictures pixel by pixel, SimpleRNN',
    batch: 32,
    steps: 784,
    features: 1,
    target: [10],
    cell: 'SimpleRNN',
    model: 'classifier',
    units: [100],
    loss: 'categorical_crossentropy',
    optimizer: { name: 'adam', rate: 0.001 },
    lengths: null,
    parameters: 11_210,
    limit: 0.2,
  },
  {
    name: 'GRU',
    title: 'GRU, a hundred steps of 32 features',
    batch: 64,
    steps: 100,
    features: 32,
    target: [10],
    cell: 'GRU',
    model: 'classifier',
    units: [128],
    loss: 'categorical_crossentropy',
    optimizer: { name: 'adam', rate: 0.001 },
    lengths: null,
    parameters: 63_498,
    limit: 0.6,
  },
];
