import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { NotTraceable, type NotTraceableReason } from './not-traceable.ts';
import { registeredVariables, type Binding, type KernelEntry, type PrivateBackend } from './private-tfjs.ts';
import type { Constant, Operation, RecordedTensor, Recording, Source } from './recording.ts';
import type { Recorded } from './tracer.ts';

/**
 * Runs `body` for real while every call of TensorFlow goes through hooks that write it down: between tfjs' backend and
 * the addon, below all of tfjs, so that gradients, optimizers and fused kernels need no code of their own.
 */
export function recordBody(
  tf: Tfjs,
  backend: PrivateBackend,
  body: () => readonly Tensor[],
  inputs: readonly Tensor[],
): Recorded {
  const variables = registeredVariables(tf);
  for (const variable of variables) ownItsData(tf, backend, variable);
  const before = new Map(variables.map((variable) => [variable, idOf(backend, variable)]));
  const writer = createWriter(backend.binding);
  for (const [state, id] of before) writer.name(id, { kind: 'state', state });
  inputs.forEach((tensor, input) => writer.nameInput(idOf(backend, tensor), input));
  const restore = installHooks(tf, backend, writer);
  try {
    const outputs = body();
    const sources = backend.getInputTensorIds(outputs).map((id) => writer.source(id));
    const after = registeredVariables(tf);
    const created = after.find((variable) => !before.has(variable));
    if (created) writer.fail('variable-created', created.name);
    const present = new Set(after);
    const disposed = variables.find((variable) => !present.has(variable));
    if (disposed) writer.fail('variable-disposed', disposed.name);
    const assignments = variables.flatMap((state) => {
      if (!present.has(state)) return [];
      const [id = -1] = backend.getInputTensorIds([state]);
      return id === before.get(state) ? [] : [{ state, value: writer.source(id) }];
    });
    const problem = writer.problem();
    if (problem !== null) return { outputs, recording: null, problem };
    const recording: Recording = {
      inputs: inputs.map((tensor) => ({ shape: [...backend.tensorMap.get(tensor.dataId).shape], dtype: tensor.dtype })),
      operations: writer.operations,
      constants: writer.constants,
      assignments: assignments.map(({ state, value }) => ({ state, value: known(value) })),
      outputs: outputs.map((tensor, index) => ({ ...described(tensor), source: known(sources[index]) })),
    };
    return { outputs, recording, problem: null };
  } finally {
    restore();
  }
}

function described(tensor: Tensor): RecordedTensor {
  return { shape: [...tensor.shape], dtype: tensor.dtype };
}

/** A tensor without a source is a problem, and then there is no recording. */
function known(source: Source | undefined): Source {
  if (source === undefined) throw new Error('a recording without a problem has a source for every tensor');
  return source;
}

function idOf(backend: PrivateBackend, tensor: Tensor): number {
  return backend.getInputTensorIds([tensor])[0] ?? -1;
}

/**
 * Makes sure that no other tensor shares the variable's data, as after `tf.variable(t)` or `a.assign(b)`: the data is
 * what tells a variable from the rest.
 */
function ownItsData(tf: Tfjs, backend: PrivateBackend, variable: Variable): void {
  if (backend.tensorMap.get(variable.dataId).refCount <= 1) return;
  tf.tidy(() => {
    variable.assign(backend.executeSingleInput('Identity', variable));
  });
}

/** What the hooks tell. */
interface Writer {
  readonly operations: Operation[];
  readonly constants: Constant[];
  name(id: number, source: Source): void;
  nameInput(id: number, input: number): void;
  constant(id: number, constant: Constant): void;
  operation(
    name: string,
    attributes: Operation['attributes'],
    inputs: readonly number[],
    outputs: ReturnType<Binding['executeOp']>,
  ): void;
  /** The source of a tensor; an unknown one is a problem. */
  source(id: number): Source | undefined;
  has(id: number): boolean;
  hostRead(id: number): void;
  fail(reason: NotTraceableReason, detail: string): void;
  problem(): NotTraceable | null;
}

function createWriter(binding: Binding): Writer {
  void binding;
  const sources = new Map<number, Source>();
  const operations: Operation[] = [];
  const constants: Constant[] = [];
  let problem: NotTraceable | null = null;
  const fail: Writer['fail'] = (reason, detail) => {
    problem ??= new NotTraceable(reason, detail);
  };
  const source = (id: number): Source | undefined => {
    const found = sources.get(id);
    if (found === undefined) fail('unknown-tensor', `tensor ${id}`);
    return found;
  };
  return {
    operations,
    constants,
    fail,
    source,
    problem: () => problem,
    has: (id) => sources.has(id),
    name: (id, named) => void sources.set(id, named),
    nameInput: (id, input) => {
      const other = sources.get(id);
      if (other !== undefined) fail('shared-input', `input ${input} shares its data with another input`);
      sources.set(id, { kind: 'input', input });
    },
    constant: (id, constant) => {
      sources.set(id, { kind: 'constant', constant: constants.push(constant) - 1 });
    },
    operation: (name, attributes, inputs, outputs) => {
      const from = inputs.map((id) => sources.get(id));
      const complete = from.filter((one) => one !== undefined);
      if (complete.length < from.length) fail('unknown-tensor', `an input of ${name}`);
      const operation = operations.push({
        name,
        // Kernels may use one list again.
        attributes: attributes.map((one) => ({ ...one })),
        inputs: complete,
        outputs: outputs.map(({ dtype, shape }) => ({ type: dtype, shape: [...shape] })),
      });
      outputs.forEach(({ id }, output) => sources.set(id, { kind: 'operation', operation: operation - 1, output }));
    },
    hostRead: (id) => {
      const read = sources.get(id);
      if (read === undefined || read.kind === 'constant') return;
      const what =
        read.kind === 'operation' ? `a result of ${operations[read.operation]?.name ?? ''}` : `an ${read.kind}`;
      fail('host-read', read.kind === 'state' ? `the variable ${read.state.name}` : what);
    },
  };
}

/** Puts the hooks in, and gives the function that takes them out. */
function installHooks(tf: Tfjs, backend: PrivateBackend, writer: Writer): () => void {
  const raw = backend.binding;
  let checking = 0;
  const hooks: Binding = {
    createTensor: (shape, type, values) => {
      const id = raw.createTensor(shape, type, values);
      // Texts, which are no arrays of numbers, stay unknown.
      if (ArrayBuffer.isView(values)) writer.constant(id, { type, shape: [...shape], bytes: bytesOf(values) });
      return id;
    },
    executeOp: (name, attributes, inputs, count) => {
      const outputs = raw.executeOp(name, attributes, inputs, count);
      writer.operation(name, attributes, inputs, outputs);
      return outputs;
    },
    tensorDataSync: (id) => {
      if (checking === 0) writer.hostRead(id);
      return raw.tensorDataSync(id);
    },
  };
  const hooked = Object.create(raw) as Binding; // its prototype has the rest
  for (const [name, value] of Object.entries(hooks)) Object.defineProperty(hooked, name, { value });
  backend.binding = hooked;

  const ids = backend.getInputTensorIds.bind(backend);
  backend.getInputTensorIds = (tensors) => {
    const found = ids(tensors);
    found.forEach((id, index) => {
      const tensor = tensors[index];
      if (writer.has(id) || tensor === undefined) return;
      // It was there before: a constant of the recording.
      const { shape, dtype } = backend.tensorMap.get(tensor.dataId);
      const values: unknown = raw.tensorDataSync(id);
      if (ArrayBuffer.isView(values)) writer.constant(id, { type: dtype, shape: [...shape], bytes: bytesOf(values) });
    });
    return found;
  };

  // It reads its indices to check their range, which TensorFlow's own op does again; no other kernel reads.
  const gather: KernelEntry | undefined = tf.getKernel('GatherV2', 'tensorflow');
  const gatherFunction = gather?.kernelFunc;
  if (gather && gatherFunction) {
    gather.kernelFunc = (...parameters) => {
      checking += 1;
      try {
        return gatherFunction(...parameters);
      } finally {
        checking -= 1;
      }
    };
  }

  return () => {
    backend.binding = raw;
    // The hook hides the method of the class, which comes to light again.
    delete (backend as Partial<PrivateBackend>).getInputTensorIds;
    if (gather && gatherFunction) gather.kernelFunc = gatherFunction;
  };
}

/** A copy: whoever made the array may write into it later. */
function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
}
