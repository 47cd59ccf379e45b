import { BinaryReader, type WireType } from '@bufbuild/protobuf/wire';
import type { TensorflowType } from './recording.ts';

/** An input or output of an op: one tensor, or several. Names of attributes are empty where they do not apply. */
export interface ArgumentDefinition {
  /** Fixed data type, or 0. */
  readonly type: TensorflowType;
  /** The attribute that holds the data type. */
  readonly typeAttribute: string;
  /** The attribute that holds the number of tensors. */
  readonly numberAttribute: string;
  /** The attribute that lists the tensors' data types. */
  readonly typeListAttribute: string;
}

export interface AttributeDefinition {
  readonly name: string;
  /** `int`, `float`, `bool`, `type`, `shape`, `string`, `tensor`, `func`, or `list(…)` of them. */
  readonly type: string;
  readonly hasDefault: boolean;
}

/** What TensorFlow knows of an op. */
export interface OperationDefinition {
  readonly name: string;
  readonly inputs: readonly ArgumentDefinition[];
  readonly attributes: readonly AttributeDefinition[];
  /** Its result hangs on more than its inputs: random numbers, variables, printing. */
  readonly isStateful: boolean;
}

/** Fields of tensorflow.OpDef, OpDef.ArgDef and OpDef.AttrDef. */
const operationField = { name: 1, inputArgument: 2, attribute: 4, isStateful: 17 } as const;
const argumentField = { type: 3, typeAttribute: 4, numberAttribute: 5, typeListAttribute: 6 } as const;
const attributeField = { name: 1, type: 2, defaultValue: 3 } as const;

/** Reads a serialised OpDef. */
export function readOperationDefinition(bytes: Uint8Array): OperationDefinition {
  let name = '';
  let isStateful = false;
  const inputs: ArgumentDefinition[] = [];
  const attributes: AttributeDefinition[] = [];
  readFields(bytes, (field, reader) => {
    if (field === operationField.name) name = reader.string();
    else if (field === operationField.inputArgument) inputs.push(readArgument(reader.bytes()));
    else if (field === operationField.attribute) attributes.push(readAttribute(reader.bytes()));
    else if (field === operationField.isStateful) isStateful = reader.bool();
    else return false;
    return true;
  });
  return { name, inputs, attributes, isStateful };
}

function readArgument(bytes: Uint8Array): ArgumentDefinition {
  const argument = { type: 0, typeAttribute: '', numberAttribute: '', typeListAttribute: '' };
  readFields(bytes, (field, reader) => {
    if (field === argumentField.type) argument.type = reader.int32();
    else if (field === argumentField.typeAttribute) argument.typeAttribute = reader.string();
    else if (field === argumentField.numberAttribute) argument.numberAttribute = reader.string();
    else if (field === argumentField.typeListAttribute) argument.typeListAttribute = reader.string();
    else return false;
    return true;
  });
  return argument;
}

function readAttribute(bytes: Uint8Array): AttributeDefinition {
  const attribute = { name: '', type: '', hasDefault: false };
  readFields(bytes, (field, reader) => {
    if (field === attributeField.name) attribute.name = reader.string();
    else if (field === attributeField.type) attribute.type = reader.string();
    else if (field === attributeField.defaultValue) attribute.hasDefault = reader.bytes().length >= 0;
    else return false;
    return true;
  });
  return attribute;
}

/** Hands every field to `read`, which says whether it took it; what it did not take is skipped. */
function readFields(bytes: Uint8Array, read: (field: number, reader: BinaryReader) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType]: [number, WireType] = reader.tag();
    if (!read(field, reader)) reader.skip(wireType, field);
  }
}
