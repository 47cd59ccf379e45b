/** Which of the timed ways a run uses. */
import { describe, expect, test } from 'vitest';
import { fastestWay, timesAsLong } from '../../main/probe/choose-way.ts';
import { physicalCores, threadCounts } from '../../main/probe/processors.ts';

type Way = Parameters<typeof fastestWay>[0][number];
const way = (engine: Way['engine'], threads: number, mode: Way['mode'], leastMs: number): Way => ({
  engine,
  threads,
  mode,
  leastMs,
});

describe('the fastest way', () => {
  test('is the one with the shortest step', () => {
    const ways = [way('tensorflow-cpu', 2, 'eager', 9), way('tensorflow-cpu', 2, 'traced', 3)];
    expect(fastestWay(ways)).toEqual(ways[1]);
  });
  test('has fewer threads where more save nothing', () => {
    const ways = [way('tensorflow-cpu', 4, 'traced', 1), way('tensorflow-cpu', 2, 'traced', 1.03)];
    expect(fastestWay(ways)?.threads).toBe(2);
    expect(fastestWay([ways[0], way('tensorflow-cpu', 2, 'traced', 1.2)].flatMap((one) => one ?? []))?.threads).toBe(4);
  });
  test('stays on the preferred engine unless another is clearly faster', () => {
    const card = way('tensorflow-gpu', 1, 'eager', 10);
    expect(fastestWay([card, way('tensorflow-cpu', 2, 'traced', 9)])).toEqual(card);
    expect(fastestWay([card, way('tensorflow-cpu', 2, 'traced', 5)])?.engine).toBe('tensorflow-cpu');
  });
  test('is none where nothing was timed', () => {
    expect(fastestWay([])).toBeUndefined();
  });
});

test('others are told in times of the chosen step, to two digits', () => {
  expect(timesAsLong({ leastMs: 12.34 }, { leastMs: 1 })).toBe(12);
  expect(timesAsLong({ leastMs: 1.234 }, { leastMs: 1 })).toBe(1.2);
  expect(timesAsLong({ leastMs: 1 }, { leastMs: 0 })).toBeGreaterThan(1000);
});

describe('threads', () => {
  const processor = (physical: number, core: number): string => `physical id\t: ${physical}\ncore id\t\t: ${core}\n`;
  test('are at most one a core, where the system names its cores', () => {
    const cpuinfo = [processor(0, 0), processor(0, 0), processor(0, 1), processor(1, 0)].join('\n');
    expect(physicalCores(8, cpuinfo)).toBe(3);
    expect(physicalCores(2, cpuinfo)).toBe(2);
    expect(physicalCores(6, '')).toBe(6);
    expect(physicalCores(0, '')).toBe(1);
  });
  test('are tried from all cores down to one', () => {
    expect(threadCounts(6)).toEqual([6, 3, 1]);
    expect(threadCounts(16)).toEqual([16, 8, 4, 2, 1]);
    expect(threadCounts(1)).toEqual([1]);
  });
});
