import { expect, test } from 'vitest';
import type { KerasConfig } from '../../main/trainer/model/config.ts';
import { checkOperation } from '../../main/trainer/model/operations.ts';

const tensor = { class_name: '__keras_tensor__', config: { shape: [null, 4], keras_history: ['lstm', 0, 0] } };
const operation = (name: string, ...args: readonly unknown[]): KerasConfig => ({
  module: 'keras.src.ops.numpy',
  class_name: name,
  config: { name: name.toLowerCase() },
  inbound_nodes: [{ args, kwargs: {} }],
});

test('an operation of tensors is taken where a layer computes the same', () => {
  expect(() => checkOperation(operation('Add', tensor, tensor))).not.toThrow();
  expect(() => checkOperation(operation('Concatenate', [tensor, tensor]))).not.toThrow();
});

test('a number among the arguments, and an operation that only shares its name with a layer, are refused by name', () => {
  expect(() => checkOperation(operation('Multiply', tensor, 2))).toThrow('operation Multiply with a number');
  expect(() => checkOperation(operation('Subtract', 1, tensor))).toThrow('operation Subtract with a number');
  expect(() => checkOperation(operation('Average', tensor))).toThrow('operation Average');
  expect(() => checkOperation(operation('Absolute', tensor))).toThrow('operation Absolute');
});
