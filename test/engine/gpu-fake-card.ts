/**
 * A processor that passes for a CUDA card: tfjs' backend says that it computes on one, and TensorFlow's two cuDNN ops,
 * which have no kernel here, are answered from the reference. Every call is checked as TensorFlow would: the real library
 * gets it first and must object to nothing but the missing kernel, and shapes are held against what the CUDA kernel
 * demands (tensorflow/core/kernels/cudnn_rnn_ops.cc: ExtractForwardInput, ExtractBackwardInputs).
 */
import type { DeviceBackend } from '../../main/engine/gpu/device-backend.ts';
import type { Tfjs } from '../../main/engine/backend.ts';
import { backward, forward, paramsLength, type Forward, type Mode, type Run } from './gpu-cudnn-reference.ts';

type Binding = DeviceBackend['binding'] & {
  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<number>): number;
  tensorDataSync(id: number): ArrayLike<number>;
};
type Attributes = Parameters<Binding['executeOp']>[1];
type Output = ReturnType<Binding['executeOp']>[number];

export interface FakeCard {
  /** Names of the cuDNN ops called so far, in order, with the cell. */
  readonly calls: string[];
  /** How often values were read back, and the step waited for the card. */
  reads(): number;
  /** Makes cuDNN refuse calls of this kind from now on. */
  refuse(problem: string | null): void;
  /** Gives the backend back to the processor. */
  remove(): void;
}

/** What the registered ops take; the library names each attribute that it was given or has a default for. */
const attributeNames = {
  CudnnRNNV3: 'T direction dropout input_mode is_training num_proj rnn_mode seed seed2 time_major',
  CudnnRNNBackpropV3: 'T direction dropout input_mode num_proj rnn_mode seed seed2 time_major',
};

export function pretendCard(tf: Tfjs): FakeCard {
  // tfjs-node's backend keeps its addon and what it said of the device in plain fields.
  const backend = tf.backend() as unknown as { binding: Binding; isUsingGpuDevice: boolean };
  const { binding } = backend;
  const calls: string[] = [];
  const reserved = new Map<number, { readonly run: Run; readonly forward: Forward }>();
  const shapes = new Map<number, readonly number[]>();
  let refusal: string | null = null;
  let reads = 0;

  const output = (shape: readonly number[], values: ArrayLike<number>): Output => {
    const id = binding.createTensor(shape, binding.TF_FLOAT, Float32Array.from(values));
    shapes.set(id, shape);
    return { id, shape: [...shape], dtype: binding.TF_FLOAT };
  };
  const scalar = (): Output => output([], [0]);

  function runForward(attributes: Attributes, ids: readonly number[]): Output[] {
    const run = readRun(attributes, ids);
    const { steps, batch, units } = run.sizes;
    const result = forward(run);
    const isTraining = attributes.some(({ name, value }) => name === 'is_training' && value === true);
    const reserve = isTraining ? output([7], new Array<number>(7).fill(0)) : scalar();
    if (isTraining) reserved.set(reserve.id, { run, forward: result });
    return [
      output([steps, batch, units], result.output),
      output([1, batch, units], result.h),
      run.mode === 'lstm' ? output([1, batch, units], result.c) : scalar(),
      reserve,
      hostReserved(),
    ];
  }

  /** An int8 scalar, as the CUDA kernel leaves it. */
  function hostReserved(): Output {
    const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
    const attributes = [
      type('SrcT', binding.TF_FLOAT),
      type('DstT', 6),
      { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
    ];
    const [made] = binding.executeOp('Cast', attributes, [scalar().id], 1);
    if (made === undefined) throw new Error('Cast gave nothing');
    return made;
  }

  function runBackward(attributes: Attributes, ids: readonly number[]): Output[] {
    const run = readRun(attributes, ids.slice(0, 5));
    const { sizes, mode } = run;
    const { steps, batch, features, units } = sizes;
    const kept = reserved.get(ids[11] ?? -1);
    if (kept === undefined) throw new Error('the reserved space is of no forward pass in training');
    if (kept.run.mode !== mode) throw new Error('the backward pass is of another cell');
    const state = [1, batch, units];
    const values = [5, 6, 7, 8, 9, 10].map((index) => binding.tensorDataSync(ids[index] ?? -1));
    expectSize('output', values[0], [steps, batch, units]);
    expectSize('output_h', values[1], state);
    expectSize('output_backprop', values[3], [steps, batch, units]);
    expectSize('output_h_backprop', values[4], state);
    if (mode === 'lstm') expectSize('output_c', values[2], state);
    if (mode === 'lstm') expectSize('output_c_backprop', values[5], state);
    const [, , , dOutput = [], dH = [], dC = []] = values;
    const gradients = backward(kept.run, kept.forward, { output: dOutput, h: dH, c: dC });
    return [
      output([steps, batch, features], gradients.input),
      output(state, gradients.h),
      mode === 'lstm' ? output(state, gradients.c) : scalar(),
      output([gradients.params.length], gradients.params),
    ];
  }

  function readRun(attributes: Attributes, ids: readonly number[]): Run {
    const mode = attributes.find(({ name }) => name === 'rnn_mode')?.value as Mode;
    const [input, h, c, params, lengths] = ids.map((id) => binding.tensorDataSync(id));
    if (!input || !h || !c || !params || !lengths) throw new Error('an input is missing');
    const [steps = 0, batch = 0, features = 0] = shapeOf(ids[0]);
    const [layers, states, units = 0] = shapeOf(ids[1]);
    if (layers !== 1 || states !== batch) throw new Error(`Invalid input_h shape: [${shapeOf(ids[1]).join()}]`);
    const sizes = { steps, batch, features, units };
    if (batch === 0 || steps === 0) throw new Error('cuDNN refuses what is empty');
    if (mode === 'lstm' && shapeOf(ids[2]).join() !== shapeOf(ids[1]).join())
      throw new Error('input_h and input_c must have the same shape');
    if (params.length !== paramsLength(mode, sizes)) throw new Error(`params have ${params.length} values`);
    if (lengths.length !== batch || Array.from(lengths).some((length) => length < 1 || length > steps))
      throw new Error(`lengths ${Array.from(lengths).join()} are not 1 to ${steps} for ${batch} sequences`);
    return { mode, sizes, input, h, c, params, lengths };
  }

  /** The addon tells a shape only of what an op returns. */
  function shapeOf(id: number | undefined): readonly number[] {
    if (id === undefined) throw new Error('an input is missing');
    const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
    const [same] = binding.executeOp('Identity', [type], [id], 1);
    return same?.shape ?? [];
  }

  // The addon's own properties cannot be replaced.
  const pretended = new Proxy({} as Binding, {
    get(_, name) {
      if (name === 'tensorDataSync') reads += 1;
      if (name !== 'executeOp') return Reflect.get(binding, name, binding) as unknown;
      return (op: string, attributes: Attributes, ids: readonly number[], count: number): Output[] => {
        if (op !== 'CudnnRNNV3' && op !== 'CudnnRNNBackpropV3') {
          if (op.startsWith('Weft')) throw new Error(`${op} has no kernel on a card`);
          return binding.executeOp(op, attributes, ids, count);
        }
        expectOnlyKernelMissing(binding, op, attributes, ids, count);
        calls.push(`${op} ${String(attributes.find(({ name: one }) => one === 'rnn_mode')?.value)}`);
        if (refusal !== null) throw new Error(refusal);
        return op === 'CudnnRNNV3' ? runForward(attributes, ids) : runBackward(attributes, ids);
      };
    },
  });
  backend.binding = pretended;
  backend.isUsingGpuDevice = true;
  return {
    calls,
    reads: () => reads,
    refuse: (problem) => {
      refusal = problem;
    },
    remove: () => {
      backend.binding = binding;
      backend.isUsingGpuDevice = false;
    },
  };
}

function expectSize(name: string, values: ArrayLike<number> | undefined, shape: readonly number[]): void {
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (values?.length !== size)
    throw new Error(`Invalid ${name}: ${values?.length ?? 0} values, not ${shape.join(' × ')}`);
}

function expectOnlyKernelMissing(
  binding: Binding,
  op: keyof typeof attributeNames,
  attributes: Attributes,
  ids: readonly number[],
  count: number,
): void {
  let words = '';
  try {
    binding.executeOp(op, attributes, ids, count);
  } catch (error) {
    words = error instanceof Error ? error.message : String(error);
  }
  const list = /Could not find device for node: \{\{node \w+\}\} = \w+\[(.*)\]\n/.exec(words)?.[1];
  if (list === undefined) throw new Error(`TensorFlow objects to the call of ${op}: ${words}`);
  const names = list.split(', ').map((one) => one.split('=')[0]);
  if (names.join(' ') !== attributeNames[op]) throw new Error(`${op} was called with ${names.join(' ')}`);
  const outputs = op === 'CudnnRNNV3' ? 5 : 4;
  if (count !== outputs) throw new Error(`${op} has ${outputs} outputs, not ${count}`);
}
