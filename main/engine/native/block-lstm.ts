/**
 * TensorFlow's own LSTM over a whole batch, `BlockLSTMV2` with its gradient: what an engine without our kernels (no
 * compiler, no prebuilt addon) computes with. Neither masks nor recurrent dropout; several times slower than our op, many
 * times faster than a loop.
 */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { DeviceBackend } from '../gpu/device-backend.ts';
import type { Tfjs } from '../engine.ts';
import type { LstmOutputs } from './lstm-op.ts';
import { isNative, nativeBackend } from './native-backend.ts';
import { onTape } from './several-outputs.ts';

export interface BlockLstmInputs {
  /** [batch, steps, inputs], at least one step. */
  readonly x: Tensor3D;
  /** [inputs, 4 units], gates as in Keras: input, forget, candidate, output. */
  readonly kernel: Tensor2D;
  /** [units, 4 units] */
  readonly recurrentKernel: Tensor2D;
  /** [4 units] */
  readonly bias: Tensor1D;
  /** Initial states, [batch, units]; zeros when absent. */
  readonly h0?: Tensor2D | undefined;
  readonly c0?: Tensor2D | undefined;
}

/** Whether this op runs on the backend in use: TensorFlow on the processor. */
export function canRunBlockLstm(tf: Tfjs): boolean {
  const backend: unknown = tf.backend();
  return isNative(backend) && !backend.isUsingGpuDevice;
}

/** Keras' LSTM (tanh, sigmoid), differentiable in every input; outputs as lstmOp() gives them. */
export function blockLstm(tf: Tfjs, inputs: BlockLstmInputs): LstmOutputs {
  const backend = nativeBackend(tf);
  const { x, kernel, recurrentKernel, bias } = inputs;
  const [batch, steps] = x.shape;
  const units = recurrentKernel.shape[0];
  const state = (given: Tensor2D | undefined): Tensor2D => given ?? tf.zeros([batch, units]);
  // The op is time-major, and has one matrix for both products.
  const weights = tf.concat([kernel, recurrentKernel], 0);
  const given = [tf.transpose(x, [1, 0, 2]), state(inputs.c0), state(inputs.h0), weights, bias];
  const peepholes = tf.zeros([units]);
  const results = run(backend, tf, 'BlockLSTMV2', steps, opInputs(given, peepholes), 7);
  const [, cells, , , , , hidden] = results;
  if (cells === undefined || hidden === undefined) throw new Error('BlockLSTMV2 gave no states');
  const [allHidden, allCells] = onTape(tf, {
    outputs: [hidden, cells],
    inputs: given,
    saved: [...given, peepholes, ...results],
    gradients: ([dHidden, dCells], saved) => {
      const zeros = (): Tensor => tf.zerosLike(hidden);
      const gradientInputs = [
        ...opInputs(saved.slice(0, given.length), saved[given.length] ?? peepholes),
        ...saved.slice(given.length + 1),
        ...[dCells ?? zeros(), dHidden ?? zeros()],
      ];
      const gradients = run(backend, tf, 'BlockLSTMGradV2', steps, gradientInputs, 8);
      const wanted = [0, 1, 2, 3, 7];
      gradients.forEach((gradient, index) => void (wanted.includes(index) || gradient.dispose()));
      return wanted.map((index) => gradients[index] as Tensor);
    },
  });
  const last = (sequence: Tensor | undefined): Tensor2D =>
    tf.reshape(tf.slice(sequence as Tensor3D, [steps - 1, 0, 0], [1, batch, units]), [batch, units]);
  return {
    sequence: tf.transpose(allHidden as Tensor3D, [1, 0, 2]),
    h: last(allHidden),
    c: last(allCells),
  };
}

/** The op's inputs behind its length: the peepholes' three weights (not in use) stand between the matrix and the bias. */
function opInputs(given: readonly Tensor[], peepholes: Tensor): readonly Tensor[] {
  return [...given.slice(0, 4), peepholes, peepholes, peepholes, ...given.slice(4)];
}

/** TensorFlow wants the number of steps as int64, which tfjs does not know: the tensor lives for this call alone. */
function run(
  backend: DeviceBackend,
  tf: Tfjs,
  op: string,
  steps: number,
  inputs: readonly Tensor[],
  count: number,
): Tensor[] {
  const { binding } = backend as BlockBackend;
  const steps32 = tf.scalar(steps, 'int32');
  const castAttributes = [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: binding.TF_INT64 },
    { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
  ];
  const [length] = binding.executeOp('Cast', castAttributes, backend.getInputTensorIds([steps32]), 1);
  if (length === undefined) throw new Error('Cast gave nothing');
  try {
    const attributes = [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'use_peephole', type: binding.TF_ATTR_BOOL, value: false },
    ];
    const ids = [length.id, ...backend.getInputTensorIds(inputs)];
    return binding.executeOp(op, attributes, ids, count).map((output) => backend.createOutputTensor(output));
  } finally {
    binding.deleteTensor(length.id);
    steps32.dispose();
  }
}

interface BlockBackend extends DeviceBackend {
  readonly binding: DeviceBackend['binding'] & {
    readonly TF_INT32: number;
    readonly TF_INT64: number;
    deleteTensor(id: number): void;
  };
}
