import type { Variable } from '@tensorflow/tfjs';
import { nodeAttributes } from './attributes.ts';
import { attribute, createGraphBuilder, type GraphBuilder } from './graph-def.ts';
import { NotTraceable } from './not-traceable.ts';
import type { OperationDefinition } from './operation-definition.ts';
import { tensorflowTypes } from './data-types.ts';
import type { Recording, Source, TensorflowType } from './recording.ts';

/** Nodes of one function of the session, by name. */
export interface FunctionGraph {
  readonly graphDef: Uint8Array;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** To run with the outputs: all assignments. */
  readonly targets: readonly string[];
  /** Recorded ops that are left. */
  readonly operations: number;
}

/** The size of their results hangs on values, while everything after them has been recorded for one size. */
const valueDependentShapes = /^(Where|Unique|NonMaxSuppression|DynamicPartition|ListDiff|SetDiff)/;

/**
 * The graph of a recording. `stateName` gives the shared name of a variable's state: resource variables of one name are
 * one variable in a session. Ops whose results nobody uses are left out (tfjs computes gradients that are thrown away).
 * A state is read once, before it is assigned. Throws NotTraceable.
 */
export function buildFunction(
  recording: Recording,
  prefix: string,
  stateName: (state: Variable) => string,
  define: (operation: string) => OperationDefinition,
): FunctionGraph {
  const { operations, constants, assignments, outputs } = recording;
  const builder = createGraphBuilder(prefix);
  const inputs = recording.inputs.map(({ shape, dtype }, index) =>
    builder.add(
      'Placeholder',
      [],
      { dtype: attribute.type(tensorflowTypes[dtype]), shape: attribute.shape(shape) },
      `${prefix}/input${index}`,
    ),
  );
  const states = createStateNodes(builder, stateName);
  const nodes: string[] = [];

  const nodeOf = (source: Source): string => {
    switch (source.kind) {
      case 'input':
        return at(inputs, source.input);
      case 'state':
        return states.read(source.state);
      case 'constant':
        return builder.constant(at(constants, source.constant));
      case 'operation':
        return source.output === 0 ? at(nodes, source.operation) : `${at(nodes, source.operation)}:${source.output}`;
    }
  };
  const typeOf = (source: Source): TensorflowType => {
    switch (source.kind) {
      case 'input':
        return tensorflowTypes[at(recording.inputs, source.input).dtype];
      case 'state':
        return tensorflowTypes[source.state.dtype];
      case 'constant':
        return at(constants, source.constant).type;
      case 'operation':
        return at(at(operations, source.operation).outputs, source.output).type;
    }
  };

  const used = usedOperations(recording);
  operations.forEach((operation, index) => {
    if (!used.has(index)) return;
    const definition = define(operation.name);
    if (definition.isStateful) throw new NotTraceable('operation', `${operation.name} is stateful`);
    if (valueDependentShapes.test(operation.name)) {
      throw new NotTraceable('operation', `the shape of ${operation.name}'s result hangs on values`);
    }
    const attributes = nodeAttributes(operation, operation.inputs.map(typeOf), definition);
    nodes[index] = builder.add(operation.name, operation.inputs.map(nodeOf), attributes);
  });

  // Values first: so every state that is read has its read node when it is assigned.
  const values = assignments.map(({ value }) => nodeOf(value));
  const results = outputs.map(({ source }, index) =>
    builder.add('Identity', [nodeOf(source)], { T: attribute.type(typeOf(source)) }, `${prefix}/output${index}`),
  );
  const assigned = assignments.map(({ state }, index) => `^${states.assign(state, at(values, index))}`);
  // TensorFlow refuses to run nothing.
  const isNothing = assigned.length + results.length === 0;
  const targets = assigned.length > 0 || isNothing ? [builder.add('NoOp', assigned, {}, `${prefix}/assign`)] : [];
  return { graphDef: builder.finish(), inputs, outputs: results, targets, operations: used.size };
}

/** Indices of the operations that an output or an assignment needs. */
function usedOperations({ operations, assignments, outputs }: Recording): ReadonlySet<number> {
  const used = new Set<number>();
  const mark = (source: Source) => {
    if (source.kind === 'operation') used.add(source.operation);
  };
  for (const { value } of assignments) mark(value);
  for (const { source } of outputs) mark(source);
  // An operation needs earlier ones only.
  for (let index = operations.length - 1; index >= 0; index -= 1) {
    if (used.has(index)) operations[index]?.inputs.forEach(mark);
  }
  return used;
}

interface StateNodes {
  read(state: Variable): string;
  assign(state: Variable, value: string): string;
}

function createStateNodes(builder: GraphBuilder, stateName: (state: Variable) => string): StateNodes {
  const handles = new Map<Variable, string>();
  const reads = new Map<Variable, string>();
  const handleOf = (state: Variable): string => {
    const handle = handles.get(state) ?? addHandle(builder, stateName(state), state);
    handles.set(state, handle);
    return handle;
  };
  return {
    read: (state) => {
      const read =
        reads.get(state) ??
        builder.add('ReadVariableOp', [handleOf(state)], { dtype: attribute.type(tensorflowTypes[state.dtype]) });
      reads.set(state, read);
      return read;
    },
    assign: (state, value) => {
      const read = reads.get(state);
      return builder.add('AssignVariableOp', [handleOf(state), value, ...(read === undefined ? [] : [`^${read}`])], {
        dtype: attribute.type(tensorflowTypes[state.dtype]),
      });
    },
  };
}

function addHandle(builder: GraphBuilder, name: string, state: Variable): string {
  return builder.add('VarHandleOp', [], {
    dtype: attribute.type(tensorflowTypes[state.dtype]),
    shape: attribute.shape(state.shape),
    shared_name: attribute.string(name),
    container: attribute.string(''),
  });
}

/** Nodes that set and read one state from outside. */
export interface StateGraph {
  readonly graphDef: Uint8Array;
  readonly value: string;
  readonly assign: string;
  readonly read: string;
}

export function buildState(state: Variable, name: string): StateGraph {
  const builder = createGraphBuilder(name);
  const type = attribute.type(tensorflowTypes[state.dtype]);
  const handle = addHandle(builder, name, state);
  const value = builder.add('Placeholder', [], { dtype: type, shape: attribute.shape(state.shape) });
  const assign = builder.add('AssignVariableOp', [handle, value], { dtype: type });
  const read = builder.add('ReadVariableOp', [handle], { dtype: type });
  return { graphDef: builder.finish(), value, assign, read };
}

function at<Item>(list: readonly Item[], index: number): Item {
  const item = list[index];
  if (item === undefined) throw new Error(`a recording refers to ${index} of ${list.length}`);
  return item;
}
