import type { Variable } from '@tensorflow/tfjs';
import type { Tfjs } from '../engine.ts';
import { buildState, type StateGraph } from './build-function.ts';
import type { CallNumber, NativeSessions, SessionHandle } from './native-session.ts';
import { NotTraceable } from './not-traceable.ts';
import type { PrivateBackend } from './private-tfjs.ts';
import type { TypedArray } from './tracer.ts';

/** The states of one session and the variables that they stand for. */
export interface SessionStates {
  /** The shared name of a variable's state, the same for all functions; a new variable gets a new name. */
  nameOf(variable: Variable): string;
  /** Sets up the states of variables that nameOf has met since, with the variables' values. */
  addNew(): void;
  /** Notes that a run assigns these. */
  changed(variables: readonly Variable[]): void;
  /** The present values of a variable's state; null where it has none. */
  read(variable: Variable): TypedArray | null;
  pull(): void;
  push(): void;
}

interface State extends StateGraph {
  readonly variable: Variable;
}

export function createSessionStates(
  tf: Tfjs,
  backend: PrivateBackend,
  native: NativeSessions,
  session: SessionHandle,
): SessionStates {
  const names = new Map<Variable, string>();
  const states = new Map<Variable, State>();
  const dirty = new Set<Variable>();
  const calls = new Map<string, CallNumber>();
  let count = 0;

  const prepared = (what: 'read' | 'write', { read, value, assign }: State): CallNumber => {
    const key = `${what} ${read}`;
    const call =
      calls.get(key) ??
      (what === 'read' ? native.prepare(session, [], [read], []) : native.prepare(session, [value], [], [assign]));
    calls.set(key, call);
    return call;
  };
  // One after the other: all together would take the memory of a whole model once more.
  const write = (list: readonly State[]) => {
    for (const state of list) {
      native.run(session, prepared('write', state), [valuesOf(backend, state.variable)]);
      dirty.delete(state.variable);
    }
  };
  const read = (state: State): TypedArray => native.run(session, prepared('read', state), [])[0] ?? new Float32Array();
  const living = (list: Iterable<State>): readonly State[] => [...list].filter(({ variable }) => !variable.isDisposed);

  return {
    nameOf: (variable) => {
      const name = names.get(variable) ?? `state${count}`;
      if (!names.has(variable)) count += 1;
      names.set(variable, name);
      return name;
    },
    addNew: () => {
      const added = [...names].flatMap(([variable, name]) => {
        if (states.has(variable)) return [];
        const state = { variable, ...buildState(variable, name) };
        native.addGraph(session, state.graphDef);
        states.set(variable, state);
        return [state];
      });
      write(added);
    },
    changed: (variables) => {
      for (const variable of variables) dirty.add(variable);
    },
    push: () => {
      write(living(states.values()));
    },
    pull: () => {
      const list = living([...dirty].flatMap((variable) => states.get(variable) ?? []));
      dirty.clear();
      for (const state of list) {
        const { variable } = state;
        tf.tidy(() => {
          variable.assign(tf.tensor(read(state), variable.shape, variable.dtype));
        });
      }
    },
    read: (variable) => {
      const state = states.get(variable);
      return state === undefined ? null : read(state);
    },
  };
}

function valuesOf(backend: PrivateBackend, variable: Variable): TypedArray {
  const [id = -1] = backend.getInputTensorIds([variable]);
  const values = backend.binding.tensorDataSync(id);
  if (values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array) return values;
  throw new NotTraceable('operation', `variable ${variable.name} holds ${variable.dtype}`);
}
