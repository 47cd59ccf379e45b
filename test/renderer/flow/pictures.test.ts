/** Numbers as pictures: what is drawn is what was computed. */
import { describe, expect, test } from 'vitest';
import { bitmapAddress } from '../../../renderer/flow/bitmap.ts';
import { gateScale, scaleOf } from '../../../renderer/flow/flow-colours.ts';
import { barRects, linePaths } from '../../../renderer/flow/FlowPicture.tsx';

test('a bitmap has its size, its colours, and the first row on top', () => {
  const address = bitmapAddress(3, 2, (at) => [at, 10 + at, 20 + at]);
  const bytes = Buffer.from(address.split(',')[1] ?? '', 'base64');
  expect(bytes.toString('latin1', 0, 2)).toBe('BM');
  expect([bytes.readInt32LE(18), bytes.readInt32LE(22), bytes.readUInt32LE(2)]).toEqual([3, -2, bytes.length]);
  // Blue, green, red; a row of nine bytes takes twelve.
  expect([...bytes.subarray(54, 57)]).toEqual([20, 10, 0]);
  expect([...bytes.subarray(54 + 12 + 6, 54 + 12 + 9)]).toEqual([25, 15, 5]);
});

describe('scales', () => {
  test('lie around zero where something is negative', () => {
    const scale = scaleOf([-2, null, 1]);
    expect([scale.low, scale.high, scale.at(-2), scale.at(1), scale.at(0)]).toEqual([-2, 2, -1, 0.5, 0]);
  });
  test('begin at zero otherwise, and stand zeros alone', () => {
    expect([scaleOf([3, 6]).low, scaleOf([3, 6]).at(3)]).toEqual([0, 0.5]);
    expect(scaleOf([0, 0]).at(0)).toBe(0);
  });
  test('of gates go from closed to open, whatever the values', () => {
    expect([gateScale.at(0.25), gateScale.at(1)]).toEqual([0.25, 1]);
  });
});

test('lines of one picture share a scale and stop where a value is no number', () => {
  const [rising = '', broken = ''] = linePaths([
    [0, 1, 2],
    [2, null, 0],
  ]);
  const points = (path: string) =>
    [...path.matchAll(/([ML])([\d.]+) ([\d.]+)/g)].map(([, pen, x, y]) => [pen, Number(x), Number(y)]);
  const [first, , last] = points(rising);
  expect(points(broken)).toEqual([
    ['M', first?.[1], last?.[2]],
    ['M', last?.[1], first?.[2]],
  ]);
  expect(points(rising).map(([pen]) => pen)).toEqual(['M', 'L', 'L']);
});

test('bars stand on zero, upwards and downwards, and a zero is still seen', () => {
  const [up, down, none] = barRects([2, -2, 0]);
  if (!up || !down || !none) throw new Error('three bars');
  expect(up.box.y + up.box.height).toBeCloseTo(down.box.y);
  expect(up.box.height).toBeCloseTo(down.box.height);
  expect([up.isNegative, down.isNegative]).toEqual([false, true]);
  expect(none.box.height).toBeGreaterThan(0);
});
