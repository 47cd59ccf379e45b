import { expect, test } from 'vitest';
import { binsOf } from '../../main/data/describe-table.ts';

test.each([
  ['hours have a bin each at double width', 0, 23, { bins: 12, width: 2 }],
  ['days of a month', 1, 31, { bins: 16, width: 2 }],
  ['few values have a bin each', 1, 12, { bins: 12, width: 1 }],
  ['many values', 1, 43_824, { bins: 20, width: 2192 }],
] as const)('whole numbers: %s', (_, min, max, expected) => expect(binsOf('integer', min, max)).toEqual(expected));

test('other numbers have twenty bins', () => expect(binsOf('number', 0, 10)).toEqual({ bins: 20, width: 0.5 }));
