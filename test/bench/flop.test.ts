import { expect, test } from 'vitest';
import { matrixFlop } from '../../build/bench/flop.ts';
import { workloadOf, workloads } from '../../build/bench/workloads.ts';

test('S5 by hand: two LSTMs of 20 units over 10 sequences of 50 steps', () => {
  const steps = 10 * 50;
  const firstInput = 2 * steps * 1 * 80;
  const recurrent = 2 * steps * 20 * 80;
  const secondInput = 2 * steps * 20 * 80;
  const dense = 2 * 10 * 20 * 5;
  expect(matrixFlop(workloadOf('S5'))).toEqual({
    forward: firstInput + 2 * recurrent + secondInput + dense,
    // Nobody asks for the gradient of the data.
    training: 2 * firstInput + 3 * (2 * recurrent + secondInput + dense),
  });
  expect(matrixFlop(workloadOf('S5')).training).toBe(14_566_000);
});

test('S1 counts the valid steps alone', () => {
  const steps = 500;
  const forward = 2 * steps * (20 + 128) * 512 + 2 * 10 * 128 * 13;
  expect(matrixFlop(workloadOf('S1')).forward).toBe(forward);
});

test('S6 counts the convolution as the product that it is', () => {
  const frames = 32 * 50;
  const convolution = 2 * frames * 49 * 49 * 4 * 2;
  const input = 2 * frames * (24 * 24 * 2) * 200;
  const recurrent = 2 * frames * 50 * 200;
  const dense = 2 * 32 * 50;
  expect(matrixFlop(workloadOf('S6')).training).toBe(2 * convolution + 3 * (input + recurrent + dense));
});

test('both directions and a decoder count their own steps', () => {
  const both = 2 * (2 * 6400 * (32 + 64) * 256) + 2 * 64 * 128 * 10;
  expect(matrixFlop(workloadOf('BiLSTM')).forward).toBe(both);
  const encoder = 2 * 256 * (12 + 75) * 300;
  const decoder = 2 * 64 * (75 + 50) * 200 + 2 * 64 * 50 * 12;
  expect(matrixFlop(workloadOf('S7')).forward).toBe(encoder + decoder);
});

test('every workload has a unique name', () => {
  expect(new Set(workloads.map(({ name }) => name)).size).toBe(workloads.length);
  expect(() => workloadOf('S99')).toThrow('No workload is called S99; there are S5, S7');
});
