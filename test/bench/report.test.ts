import { describe, expect, test } from 'vitest';
import { appTable } from '../../build/bench/app-report.ts';
import { measure, ratioOf } from '../../build/bench/measure.ts';
import { makeReport, reportTable, type Measured, type Side } from '../../build/bench/report.ts';
import { median, range, rounded } from '../../build/bench/statistics.ts';
import type { Worker } from '../../build/bench/worker.ts';
import { workloads, type Workload } from '../../build/bench/workloads.ts';

const [damped, addition] = workloads as [Workload, Workload];

test('median, range and rounding', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
  expect(range([2, 5, 1])).toEqual([1, 5]);
  expect(rounded(0.123456)).toBe(0.1235);
});

test('a ratio is our median divided by the peer median, and one slow round of the peer does not change it', () => {
  const { ratio, byRound } = ratioOf([1, 1, 1], [2, 2, 200]);
  expect(ratio).toBe(0.5);
  expect(byRound).toEqual([0.5, 0.5, 0.005]);
});

describe('the report', () => {
  const measured: readonly Measured[] = [
    { workload: damped, blocks: { ours: [1, 2, 3], pytorch: [4, 4, 4], keras: [10, 10, 20] } },
    { workload: addition, blocks: { ours: [5, 6, 7], keras: [2, 2, 2] } },
  ];
  const report = makeReport(measured, { ours: { engine: 'tensorflow-cpu' } });

  test('holds ratios by workload and peer, with ranges and raw figures beside them', () => {
    expect(report.ratios).toEqual({ S5: { pytorch: 0.5, keras: 0.2 }, S7: { keras: 3 } });
    expect(report.ranges).toEqual({ S5: { pytorch: [0.25, 0.75], keras: [0.1, 0.2] }, S7: { keras: [2.5, 3.5] } });
    expect(report.blocks['S5']?.ours).toEqual([1, 2, 3]);
    expect(report.limits).toEqual({ S5: 0.6, S7: 2 });
  });

  test('the table says which limits are met and which are missed', () => {
    const lines = reportTable(report, workloads).split('\n');
    expect(lines.find((line) => line.startsWith('S5'))).toMatch(/0\.20 \(0\.10–0\.20\) +≤ 0\.6 met$/);
    expect(lines.find((line) => line.startsWith('S7'))).toMatch(/ 6\.00 +– +2\.00 +– +3\.00 .*≤ 2 MISSED$/);
    expect(lines.some((line) => line.startsWith('S9'))).toBe(false);
  });

  test('without peers nothing is claimed', () => {
    const alone = makeReport([{ workload: damped, blocks: { ours: [1] } }], {});
    expect(alone.ratios).toEqual({ S5: {} });
    expect(reportTable(alone, workloads)).toContain('not compared');
  });
});

test('sides alternate, the order turns round, and the first steps are not counted', async () => {
  const calls: string[] = [];
  const worker = (side: Side, secondsAStep: number): Worker => ({
    greeting: { versions: {} },
    leastSteps: side === 'keras' ? 100 : 20,
    time: async (_, steps) => {
      calls.push(`${side} ${steps}`);
      return { seconds: steps * secondsAStep, parameters: 0, loss: 0 };
    },
    stop: () => undefined,
  });
  const sides = new Map<Side, Worker>([
    ['ours', worker('ours', 0.001)],
    ['keras', worker('keras', 0.02)],
  ]);
  const blocks = await measure(damped, sides, { rounds: 2, blockSeconds: 0.5 });
  expect(calls).toEqual([
    'ours 5',
    'ours 20',
    'keras 5',
    'keras 100',
    'ours 500',
    'keras 100',
    'keras 100',
    'ours 500',
  ]);
  expect(blocks.ours.map((value) => rounded(value))).toEqual([1, 1]);
  expect(blocks.keras.map((value) => rounded(value))).toEqual([20, 20]);
});

test('figures of the app stand beside their limits', () => {
  const lines = appTable([
    { name: 'start', unit: 's', value: 3.004, limit: 3 },
    { name: 'a move', unit: 'ms', value: 7.9999, limit: 8 },
    { name: 'import', unit: 's', value: 15.26, limit: null },
  ]).split('\n');
  expect(lines).toEqual(['start   3 s  ≤ 3 s MISSED', 'a move  8 ms  ≤ 8 ms met', 'import  15.3 s']);
});
