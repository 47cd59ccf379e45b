import { createHash } from 'node:crypto';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Constant, TensorflowType } from './recording.ts';

/** One value of a node's attribute, as tensorflow.AttrValue has them. */
export type AttributeValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int' | 'float' | 'type'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'shape'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: Constant }
  | { readonly kind: 'list'; readonly of: 'string'; readonly value: readonly string[] }
  | { readonly kind: 'list'; readonly of: 'int' | 'float' | 'type'; readonly value: readonly number[] }
  | { readonly kind: 'list'; readonly of: 'bool'; readonly value: readonly boolean[] }
  | { readonly kind: 'list'; readonly of: 'shape'; readonly value: readonly (readonly number[])[] };

/** Fields of tensorflow.GraphDef, VersionDef, NodeDef, its map of attributes, TensorProto and TensorShapeProto. */
const graphField = { node: 1, versions: 4 } as const;
const versionField = { producer: 1, minimumConsumer: 2 } as const;
const nodeField = { name: 1, operation: 2, input: 3, attribute: 5 } as const;
const entryField = { key: 1, value: 2 } as const;
const tensorField = { type: 1, shape: 2, content: 4 } as const;
const shapeField = { dimension: 2, size: 1 } as const;
/** Fields of tensorflow.AttrValue; those of its ListValue are the same. */
const valueField = { list: 1, string: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7, tensor: 8 } as const;
/** Of TensorFlow 2.21. Graphs of a lower one are read as older releases did. */
const producer = 1882;

export interface GraphBuilder {
  /** Adds a node and gives its name. An input is a node's name, `name:output`, or `^name` for order alone. */
  add(
    operation: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    name?: string,
  ): string;
  /** The node of a constant, the same for equal ones. */
  constant(constant: Constant): string;
  /** The serialised GraphDef. */
  finish(): Uint8Array;
}

/** Nodes without a given name are numbered under `prefix`. */
export function createGraphBuilder(prefix: string): GraphBuilder {
  const graph = new BinaryWriter();
  const constants = new Map<string, string>();
  let count = 0;
  const add: GraphBuilder['add'] = (operation, inputs, attributes, name = `${prefix}/${count}`) => {
    count += 1;
    graph.tag(graphField.node, WireType.LengthDelimited).fork();
    graph.tag(nodeField.name, WireType.LengthDelimited).string(name);
    graph.tag(nodeField.operation, WireType.LengthDelimited).string(operation);
    for (const input of inputs) graph.tag(nodeField.input, WireType.LengthDelimited).string(input);
    for (const [key, value] of Object.entries(attributes)) {
      graph.tag(nodeField.attribute, WireType.LengthDelimited).fork();
      graph.tag(entryField.key, WireType.LengthDelimited).string(key);
      graph.tag(entryField.value, WireType.LengthDelimited).fork();
      writeValue(graph, value);
      graph.join().join();
    }
    graph.join();
    return name;
  };
  return {
    add,
    constant: (constant) => {
      const key = `${constant.type} ${constant.shape.join()} ${digest(constant.bytes)}`;
      const known = constants.get(key);
      if (known !== undefined) return known;
      const name = add('Const', [], {
        dtype: { kind: 'type', value: constant.type },
        value: { kind: 'tensor', value: constant },
      });
      constants.set(key, name);
      return name;
    },
    finish: () => {
      graph.tag(graphField.versions, WireType.LengthDelimited).fork();
      graph.tag(versionField.producer, WireType.Varint).int32(producer);
      graph.tag(versionField.minimumConsumer, WireType.Varint).int32(12).join();
      return graph.finish();
    },
  };
}

function digest(bytes: Uint8Array): string {
  return bytes.length <= 64
    ? Buffer.from(bytes).toString('latin1')
    : createHash('sha256').update(bytes).digest('base64');
}

function writeValue(writer: BinaryWriter, value: AttributeValue): void {
  if (value.kind !== 'list') {
    writeOne(writer, value);
    return;
  }
  writer.tag(valueField.list, WireType.LengthDelimited).fork();
  // A list holds values of the kind that it names. Written one by one: readers take packed and unpacked numbers alike.
  for (const item of value.value)
    writeOne(writer, { kind: value.of, value: item } as Exclude<AttributeValue, { kind: 'list' }>);
  writer.join();
}

function writeOne(writer: BinaryWriter, value: Exclude<AttributeValue, { kind: 'list' }>): void {
  switch (value.kind) {
    case 'string':
      writer.tag(valueField.string, WireType.LengthDelimited).string(value.value);
      break;
    case 'int':
      writer.tag(valueField.int, WireType.Varint).int64(value.value);
      break;
    case 'type':
      writer.tag(valueField.type, WireType.Varint).int32(value.value);
      break;
    case 'float':
      // The writer refuses finite numbers that single precision cannot hold; they are infinite there.
      writer.tag(valueField.float, WireType.Bit32).float(Math.fround(value.value));
      break;
    case 'bool':
      writer.tag(valueField.bool, WireType.Varint).bool(value.value);
      break;
    case 'shape':
      writer.tag(valueField.shape, WireType.LengthDelimited).fork();
      writeShape(writer, value.value);
      writer.join();
      break;
    case 'tensor':
      writer.tag(valueField.tensor, WireType.LengthDelimited).fork();
      writeTensor(writer, value.value);
      writer.join();
      break;
  }
}

function writeTensor(writer: BinaryWriter, { type, shape, bytes }: Constant): void {
  writer.tag(tensorField.type, WireType.Varint).int32(type);
  writer.tag(tensorField.shape, WireType.LengthDelimited).fork();
  writeShape(writer, shape);
  writer.join();
  writer.tag(tensorField.content, WireType.LengthDelimited).bytes(bytes);
}

function writeShape(writer: BinaryWriter, shape: readonly number[]): void {
  for (const size of shape) {
    writer.tag(shapeField.dimension, WireType.LengthDelimited).fork();
    writer.tag(shapeField.size, WireType.Varint).int64(size).join();
  }
}

/** Short forms for nodes that are written by hand. */
export const attribute = {
  type: (value: TensorflowType): AttributeValue => ({ kind: 'type', value }),
  shape: (value: readonly number[]): AttributeValue => ({ kind: 'shape', value }),
  string: (value: string): AttributeValue => ({ kind: 'string', value }),
};
