import type { Constant, Operation, Recording, Source } from './recording.ts';

/**
 * The first difference of two recordings of one body, in English, or null. What differs was decided in JavaScript: a
 * random number, a counter, a schedule, a branch. Recorded at different calls (steps 1 and 2), it tells frozen values.
 */
export function compareRecordings(first: Recording, second: Recording): string | null {
  if (JSON.stringify(first.inputs) !== JSON.stringify(second.inputs)) return 'the inputs have other shapes';
  const sameSource = (a: Source, b: Source): string | null => {
    if (a.kind !== b.kind) return `comes from ${a.kind}, then from ${b.kind}`;
    if (a.kind === 'constant' && b.kind === 'constant') {
      return sameConstant(first.constants[a.constant], second.constants[b.constant]);
    }
    return sameKey(a) === sameKey(b) && (a.kind !== 'state' || b.kind !== 'state' || a.state === b.state)
      ? null
      : 'comes from another tensor';
  };
  for (const [index, operation] of first.operations.entries()) {
    const other = second.operations[index];
    const where = `op ${index}, ${operation.name}`;
    if (other === undefined) return `${where}: missing the second time`;
    const difference = sameOperation(operation, other, sameSource);
    if (difference !== null) return `${where}: ${difference}`;
  }
  if (second.operations.length > first.operations.length) {
    return `op ${first.operations.length}, ${second.operations[first.operations.length]?.name ?? ''}: new the second time`;
  }
  if (first.assignments.length !== second.assignments.length) return 'other variables are assigned';
  for (const [index, { state, value }] of first.assignments.entries()) {
    const other = second.assignments[index];
    if (other?.state !== state) return 'other variables are assigned';
    const difference = sameSource(value, other.value);
    if (difference !== null) return `the value of ${state.name}: ${difference}`;
  }
  if (first.outputs.length !== second.outputs.length) return 'the number of outputs differs';
  for (const [index, { source }] of first.outputs.entries()) {
    const other = second.outputs[index];
    const difference = other === undefined ? 'is missing' : sameSource(source, other.source);
    if (difference !== null) return `output ${index}: ${difference}`;
  }
  return null;
}

function sameOperation(
  first: Operation,
  second: Operation,
  sameSource: (a: Source, b: Source) => string | null,
): string | null {
  if (first.name !== second.name) return `is ${second.name} the second time`;
  if (JSON.stringify(first.attributes) !== JSON.stringify(second.attributes)) return 'an attribute changed';
  if (JSON.stringify(first.outputs) !== JSON.stringify(second.outputs)) return 'its results have another shape';
  if (first.inputs.length !== second.inputs.length) return 'has another number of inputs';
  for (const [index, source] of first.inputs.entries()) {
    const other = second.inputs[index];
    const difference = other === undefined ? 'is missing' : sameSource(source, other);
    if (difference !== null) return `input ${index} ${difference}`;
  }
  return null;
}

function sameConstant(first: Constant | undefined, second: Constant | undefined): string | null {
  if (first === undefined || second === undefined) return 'is missing';
  if (first.type !== second.type || first.shape.join() !== second.shape.join()) return 'is a constant of another shape';
  return Buffer.compare(first.bytes, second.bytes) === 0
    ? null
    : `is a constant of shape [${first.shape.join(', ')}] that changed`;
}

function sameKey(source: Source): string {
  if (source.kind === 'operation') return `${source.operation}:${source.output}`;
  return source.kind === 'input' ? String(source.input) : '';
}
