/**
 * Replays eager code in one call: what a function of tensors does is recorded once, while it runs for real, and becomes
 * a graph in a TensorFlow session of our own. Every op of tfjs costs about 20 µs of JavaScript; a replayed step of 500
 * ops costs what TensorFlow needs for it.
 *
 *   const tracer = createTracer(tf);                                  // null: stay eager
 *   const { outputs, recording, problem } = tracer.record(() => step(x, y), [x, y]);
 *   const replay = tracer.add(recording);                             // where problem is null
 *   const [loss] = replay.run([xValues, yValues]);
 *   tracer.pull();                                                    // the session's states into the tf.Variables
 *
 * Frozen host values are the danger: a random number, counter or schedule computed in JavaScript is a constant of the
 * recording. What changes from call to call must be an input; `compare` finds what was forgotten.
 */
import type { DataType, Tensor, Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { buildFunction } from './build-function.ts';
import { compareRecordings } from './compare.ts';
import { nativeSessions } from './native-session.ts';
import type { NotTraceable } from './not-traceable.ts';
import { readOperationDefinition, type OperationDefinition } from './operation-definition.ts';
import { privateBackend } from './private-tfjs.ts';
import { recordBody } from './recorder.ts';
import type { Recording } from './recording.ts';
import { runOptions, sessionConfig, sessionSettings } from './session-config.ts';
import { createSessionStates } from './session-states.ts';

export type { Recording } from './recording.ts';
export { NotTraceable, type NotTraceableReason } from './not-traceable.ts';

/** Values of one tensor, flat: float32, int32, bool (one byte a value, 0 or 1). */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** What `record` gives: the body has run for real in both cases, so its outputs stand. */
export type Recorded =
  | { readonly outputs: readonly Tensor[]; readonly recording: Recording; readonly problem: null }
  | { readonly outputs: readonly Tensor[]; readonly recording: null; readonly problem: NotTraceable };

export interface Tracer {
  /**
   * Runs `body` once eagerly, for real, and writes down every op. `inputs` become feeds, in their order; two that share
   * one tensor's data are a problem (clone does not help; make a second tensor). Every tf.Variable that it reads or
   * assigns is a state of the session; what differs after the body is assigned by the replay. All other tensors that
   * exist before are constants. The outputs are the caller's, as those of any function.
   *
   * What cannot be replayed never interrupts the body: `problem` says it afterwards. The body's own errors pass through.
   */
  record(body: () => readonly Tensor[], inputs: readonly Tensor[]): Recorded;
  /** The first difference of two recordings of the same body, or null. A constant that changed is a frozen host value. */
  compare(first: Recording, second: Recording): string | null;
  /**
   * Makes a recording a function of the session; several functions (shapes, training and prediction) share the states.
   * States that it brings along start with their variables' present values. Throws NotTraceable.
   */
  add(recording: Recording): TracedFunction;
  /** Session to variables: afterwards they are as if everything had run eagerly. Copies what changed since the last. */
  pull(): void;
  /** Variables to session: after somebody set weights, loaded a checkpoint or ran eager steps. Copies all states. */
  push(): void;
  /** The session's values of one variable, which stays as it is; null for a variable that is no state. */
  read(variable: Variable): TypedArray | null;
  /** Gives the memory that recording and comparing took back to the system; takes milliseconds. */
  releaseMemory(): void;
  /** Frees the session, its states and functions. */
  dispose(): void;
}

export interface TracedFunction {
  /**
   * Runs it. One flat array an input, in the order and with the sizes and data types recorded, read during the call
   * only; one fresh array an output. States change in the session alone, until `pull`. Throws an Error for arrays
   * that do not fit, and for what TensorFlow objects to; the states are then undefined: `push` before going on.
   */
  run(feeds: readonly TypedArray[]): readonly TypedArray[];
  /** As `run`, on another thread; the feeds are read before it returns. One call of a session at a time. */
  runAsync(feeds: readonly TypedArray[]): Promise<readonly TypedArray[]>;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: DataType }[];
  readonly outputs: readonly { readonly shape: readonly number[]; readonly dtype: DataType }[];
  /** Ops that run, after those without effect were left out. */
  readonly operations: number;
}

export interface TracerOptions {
  /** Threads that one op may use, ours included; the process' setting when absent. */
  readonly threads?: number;
}

/**
 * Null where the engine cannot replay: portable, without our addon, on a GPU (states would travel to it and back), or
 * with another tfjs than the one whose private parts recording hangs on.
 */
export function createTracer(tf: Tfjs, options: TracerOptions = {}): Tracer | null {
  const native = nativeSessions();
  const backend = privateBackend(tf);
  if (native === null || backend === null || backend.isUsingGpuDevice) return null;
  const settings = { ...sessionSettings, threads: options.threads };
  const session = native.createSession(sessionConfig(settings), runOptions(settings), options.threads ?? 0);
  const definitions = new Map<string, OperationDefinition>();
  const states = createSessionStates(tf, backend, native, session);
  let functions = 0;

  const define = (name: string): OperationDefinition => {
    const definition = definitions.get(name) ?? readOperationDefinition(native.operationDefinition(session, name));
    definitions.set(name, definition);
    return definition;
  };

  return {
    record: (body, inputs) => recordBody(tf, backend, body, inputs),
    compare: compareRecordings,
    add: (recording) => {
      const { operations, ...graph } = buildFunction(recording, `f${functions}`, states.nameOf, define);
      functions += 1;
      states.addNew();
      native.addGraph(session, graph.graphDef);
      const call = native.prepare(session, graph.inputs, graph.outputs, graph.targets);
      const assigned = recording.assignments.map(({ state }) => state);
      return {
        inputs: recording.inputs,
        outputs: recording.outputs.map(({ shape, dtype }) => ({ shape, dtype })),
        operations,
        run: (feeds) => {
          states.changed(assigned);
          return native.run(session, call, feeds);
        },
        runAsync: (feeds) => {
          states.changed(assigned);
          return native.runAsync(session, call, feeds);
        },
      };
    },
    pull: states.pull,
    push: states.push,
    read: states.read,
    releaseMemory: () => {
      native.releaseMemory();
    },
    dispose: () => {
      native.closeSession(session);
    },
  };
}
