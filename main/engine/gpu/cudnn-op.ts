/**
 * TensorFlow's two cuDNN ops, called as they are registered (core/ops/cudnn_rnn_ops.cc): one layer, one direction, no
 * dropout inside, time-major. Nothing is converted here; see cudnn-recurrent.ts.
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { CudnnMode } from './cudnn-weights.ts';
import type { DeviceBackend, DeviceBinding, OpAttribute } from './device-backend.ts';

/** In the op's own order. States are [1, batch, units]; a cell without c gives a scalar there. */
export interface CudnnInputs {
  /** [steps, batch, features] */
  readonly input: Tensor;
  readonly inputH: Tensor;
  readonly inputC: Tensor;
  readonly params: Tensor;
  /** int32 [batch], 1 to steps; TensorFlow takes it to the host. */
  readonly lengths: Tensor;
}

export interface CudnnOutputs {
  /** [steps, batch, units], zero after a sequence's length. */
  readonly output: Tensor;
  readonly outputH: Tensor;
  readonly outputC: Tensor;
  /** For the backward pass alone. */
  readonly reserve: Tensor;
  readonly hostReserved: Tensor;
}

export interface CudnnGradients {
  readonly input: Tensor;
  readonly inputH: Tensor;
  readonly inputC: Tensor;
  readonly params: Tensor;
}

/** TF_INT8, which tfjs does not know: its tensors pass through as bytes that nobody reads. */
const int8 = 6;

export function cudnnForward(
  backend: DeviceBackend,
  mode: CudnnMode,
  { input, inputH, inputC, params, lengths }: CudnnInputs,
  training: boolean,
): CudnnOutputs {
  const { binding } = backend;
  const attributes = [
    ...commonAttributes(binding, mode),
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: training },
  ];
  const outputs = run(backend, 'CudnnRNNV3', attributes, [input, inputH, inputC, params, lengths], 5);
  const [output, outputH, outputC, reserve, hostReserved] = outputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
  return { output, outputH, outputC, reserve, hostReserved };
}

/** Of `forward`'s results and the gradients of its first three outputs, in their shapes, the gradients of its inputs. */
export function cudnnBackward(
  backend: DeviceBackend,
  mode: CudnnMode,
  inputs: CudnnInputs,
  forward: CudnnOutputs,
  gradients: { readonly output: Tensor; readonly outputH: Tensor; readonly outputC: Tensor },
): CudnnGradients {
  const given = [
    ...[inputs.input, inputs.inputH, inputs.inputC, inputs.params, inputs.lengths],
    ...[forward.output, forward.outputH, forward.outputC],
    ...[gradients.output, gradients.outputH, gradients.outputC],
    ...[forward.reserve, forward.hostReserved],
  ];
  const results = run(backend, 'CudnnRNNBackpropV3', commonAttributes(backend.binding, mode), given, 4);
  const [input, inputH, inputC, params] = results as [Tensor, Tensor, Tensor, Tensor];
  return { input, inputH, inputC, params };
}

function commonAttributes(binding: DeviceBinding, mode: CudnnMode): OpAttribute[] {
  const text = (name: string, value: string): OpAttribute => ({ name, type: binding.TF_ATTR_STRING, value });
  const whole = (name: string): OpAttribute => ({ name, type: binding.TF_ATTR_INT, value: 0 });
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    text('rnn_mode', mode),
    text('input_mode', 'linear_input'),
    text('direction', 'unidirectional'),
    { name: 'dropout', type: binding.TF_ATTR_FLOAT, value: 0 },
    whole('seed'),
    whole('seed2'),
    whole('num_proj'),
    { name: 'time_major', type: binding.TF_ATTR_BOOL, value: true },
  ];
}

function run(
  backend: DeviceBackend,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Tensor[],
  count: number,
): Tensor[] {
  const outputs = backend.binding.executeOp(op, attributes, backend.getInputTensorIds(inputs), count);
  return outputs.map((one) =>
    backend.createOutputTensor(one.dtype === int8 ? { ...one, dtype: backend.binding.TF_UINT8 } : one),
  );
}
