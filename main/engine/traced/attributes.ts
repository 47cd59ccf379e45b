import type { AttributeValue } from './graph-def.ts';
import { NotTraceable } from './not-traceable.ts';
import type { ArgumentDefinition, AttributeDefinition, OperationDefinition } from './operation-definition.ts';
import type { Operation, RecordedAttribute, TensorflowType } from './recording.ts';

/**
 * All attributes of a node: those that were given, and those that eager execution takes from the inputs (data types,
 * numbers of tensors), which a graph must carry. Attributes with a default stay out, as do given ones that the op does
 * not have (eager execution ignores them). Throws NotTraceable for what cannot be written.
 */
export function nodeAttributes(
  operation: Operation,
  inputTypes: readonly TensorflowType[],
  definition: OperationDefinition,
): Record<string, AttributeValue> {
  const given = new Map(operation.attributes.map((one) => [one.name, one]));
  const inferred = inferAttributes(operation, inputTypes, definition, given);
  const attributes: Record<string, AttributeValue> = {};
  for (const wanted of definition.attributes) {
    const one = given.get(wanted.name);
    const value = one === undefined ? inferred.get(wanted.name) : attributeValue(operation.name, one, wanted);
    if (value !== undefined) attributes[wanted.name] = value;
    else if (!wanted.hasDefault) throw unsupported(operation.name, `attribute ${wanted.name} is not given`);
  }
  return attributes;
}

function unsupported(operation: string, detail: string): NotTraceable {
  return new NotTraceable('operation', `${operation}: ${detail}`);
}

/** What the inputs tell: walks through them as the op's arguments take them. */
function inferAttributes(
  operation: Operation,
  inputTypes: readonly TensorflowType[],
  definition: OperationDefinition,
  given: ReadonlyMap<string, RecordedAttribute>,
): ReadonlyMap<string, AttributeValue> {
  const inferred = new Map<string, AttributeValue>();
  let next = 0;
  for (const [index, argument] of definition.inputs.entries()) {
    const count = countOf(argument, given, inferred, inputTypes.length - next - (definition.inputs.length - index - 1));
    const types = inputTypes.slice(next, next + count);
    if (types.length < count) throw unsupported(operation.name, `${inputTypes.length} inputs are too few`);
    next += count;
    const [type] = types;
    if (argument.numberAttribute !== '') inferred.set(argument.numberAttribute, { kind: 'int', value: count });
    if (argument.typeListAttribute !== '') {
      inferred.set(argument.typeListAttribute, { kind: 'list', of: 'type', value: types });
    }
    if (argument.typeAttribute !== '' && type !== undefined && !inferred.has(argument.typeAttribute)) {
      inferred.set(argument.typeAttribute, { kind: 'type', value: type });
    }
  }
  if (next < inputTypes.length) throw unsupported(operation.name, `${inputTypes.length} inputs are too many`);
  return inferred;
}

/** The number of tensors of one argument; a list takes what the arguments after it leave. */
function countOf(
  { numberAttribute, typeListAttribute }: ArgumentDefinition,
  given: ReadonlyMap<string, RecordedAttribute>,
  inferred: ReadonlyMap<string, AttributeValue>,
  left: number,
): number {
  if (numberAttribute === '' && typeListAttribute === '') return 1;
  const known = inferred.get(numberAttribute) ?? given.get(numberAttribute);
  if (typeof known?.value === 'number') return known.value;
  const types = given.get(typeListAttribute)?.value;
  return Array.isArray(types) ? types.length : Math.max(0, left);
}

function attributeValue(
  operation: string,
  { name, value }: RecordedAttribute,
  wanted: AttributeDefinition,
): AttributeValue {
  const list = /^list\((.*)\)$/.exec(wanted.type)?.[1];
  const items: readonly unknown[] | null = Array.isArray(value) ? value : null;
  switch (list ?? wanted.type) {
    case 'string':
      if (list === undefined && typeof value === 'string') return { kind: 'string', value };
      if (list !== undefined && items?.every((item) => typeof item === 'string'))
        return { kind: 'list', of: 'string', value: items };
      break;
    case 'int':
    case 'float':
    case 'type': {
      const of = (list ?? wanted.type) as 'int' | 'float' | 'type';
      if (list === undefined && typeof value === 'number') return { kind: of, value };
      if (list !== undefined && items?.every((item) => typeof item === 'number'))
        return { kind: 'list', of, value: items };
      break;
    }
    case 'bool':
      if (list === undefined && typeof value === 'boolean') return { kind: 'bool', value };
      if (list !== undefined && items?.every((item) => typeof item === 'boolean'))
        return { kind: 'list', of: 'bool', value: items };
      break;
    case 'shape':
      if (list === undefined && items?.every((item) => typeof item === 'number'))
        return { kind: 'shape', value: items };
      break;
  }
  throw unsupported(operation, `attribute ${name} of type ${wanted.type} cannot be ${JSON.stringify(value)}`);
}
