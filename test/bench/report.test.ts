import { describe, expect, test } from 'vitest';
import { appTable } from '../../build/bench/app-report.ts';
import { reportText } from '../../build/bench/report/console.ts';
import { instructionSetsOf } from '../../build/bench/report/machine.ts';
import { withFigures } from '../../build/bench/report/markdown.ts';
import { makeReport, missedLimits, verdictOf } from '../../build/bench/report/report.ts';
import { median, range, rounded } from '../../build/bench/statistics.ts';
import { machine, report, results, row } from './fixed-results.ts';

test('median, range and rounding', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
  expect(range([2, 5, 1])).toEqual([1, 5]);
  expect(rounded(0.123456)).toBe(0.1235);
});

describe('the report', () => {
  test('holds ratios by workload and peer, with ranges and raw figures beside them', () => {
    expect(report.ratios['S5']).toEqual({ pytorch: 0.5, keras: 0.2, tfjs: 0.01 });
    expect(report.ratios['GRU']).toEqual({ keras: 3 });
    expect(report.ranges['S5']).toEqual({ pytorch: [0.25, 0.75], keras: [0.1, 0.2], tfjs: [0.005, 0.02] });
    expect(report.ratios['predict-S5-1']).toEqual({ pytorch: 0.25, keras: 0.002, kerasDirect: 0.02 });
    expect(report.medians['S5']).toEqual({ ours: 2, pytorch: 4, keras: 10, tfjs: 200 });
    expect(report.blocks['S5']?.ours).toEqual([1, 2, 3]);
    expect(report.limits['S5']).toEqual({ pytorch: 0.4, keras: 0.25 });
    expect(report.sections.map(({ id, unit, keys }) => [id, unit, keys.length])).toEqual([
      ['training', 'ms a step', 2],
      ['prediction', 'ms a call', 1],
      ['epoch', 's', 1],
      ['memory', 'MB', 1],
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('tells which limits are met, missed or not compared', () => {
    expect(verdictOf(report, 'S5', 'pytorch')).toBe('MISSED');
    expect(verdictOf(report, 'S5', 'keras')).toBe('met');
    expect(verdictOf(report, 'GRU', 'pytorch')).toBe('not compared');
    expect(verdictOf(report, 'epoch-S7', 'keras')).toBeUndefined();
    expect(missedLimits(report)).toEqual(['S5 to pytorch: 0.5, at most 0.4', 'GRU to keras: 3, at most 0.6']);
  });

  test('as text has a line a workload and a table a part', () => {
    const lines = reportText(report).split('\n');
    expect(lines.find((line) => line.startsWith('S5 title'))).toMatch(
      /^S5 title of S5 +2\.00 +4\.00 +10\.0 +200 +0\.50 \(0\.25–0\.75\) +0\.20 \(0\.10–0\.20\) +0\.01 \(0\.01–0\.02\) +0\.4 MISSED +0\.25 met$/,
    );
    expect(lines.find((line) => line.startsWith('GRU title'))).toMatch(
      / 6\.00 +– +2\.00 +– +– +3\.00 \(2\.50–3\.50\) +– +0\.6 not compared +0\.6 MISSED$/,
    );
    expect(lines.find((line) => line.startsWith('title of predict-S5-1'))).toMatch(/0\.10 +0\.40 +50\.0 +5\.00/);
    expect(lines.find((line) => line.startsWith('S5  '))).toMatch(/20\.0 +0\.10 +2\.00 +5 % +1\.00 +1\.00$/);
    expect(lines.find((line) => line.startsWith('dampedSine'))).toMatch(/0\.20 +0\.30 +0\.100 +0\.030 MISSED$/);
    expect(lines).toContain('GRU: stock tfjs has no such GRU.');
    expect(lines).toContain('Characters of fresh sums that are right after it: ours 99.81 %, Keras 99.79 %.');
    expect(lines).toContain('Our steps were recorded once and replayed in one call each; op by op ran GRU.');
    expect(lines.some((line) => line.includes('at most 1.0e-5 (relative)'))).toBe(true);
    expect(lines.some((line) => line.includes('load 0.1 before, 1.9 after'))).toBe(true);
  });

  test('without peers claims nothing, and says what could not be measured', () => {
    const alone = makeReport({
      sections: [{ id: 'training', rows: [row('S5', { blocks: { ours: [1] }, limits: { keras: 0.25 } })] }],
      versions: {},
      machine,
      settings: { pace: 'quick' },
      failures: ['the app: no Chromium'],
    });
    expect(alone.ratios).toEqual({ S5: {} });
    expect(missedLimits(alone)).toEqual([]);
    const text = reportText(alone);
    expect(text).not.toMatch(/\bmet\b|MISSED/);
    expect(text).toContain('NOT MEASURED: the app: no Chromium');
    expect(text).toContain('Settings: pace quick.');
  });
});

describe('the README', () => {
  const marks = [
    '<!-- figures: begin (written by npm run bench -- --write-readme) -->',
    '<!-- figures: end -->',
  ] as const;
  const charts = { light: 'light.svg', dark: 'dark.svg' };

  test('gets the figures between its marks and keeps the rest', () => {
    const once = withFigures(`# Title\n\n${marks[0]}\nold\n${marks[1]}\n\n## More\n`, report, charts);
    expect(once.startsWith(`# Title\n\n${marks[0]}\n\n<picture>\n`)).toBe(true);
    expect(once.endsWith(`\n\n${marks[1]}\n\n## More\n`)).toBe(true);
    expect(once).not.toContain('old');
    expect(once).toContain('| S5 title of S5 | 2.00 | 4.00 | 10.0 | 200 | 0.50 (0.25–0.75) |');
    expect(once).toContain('srcset="dark.svg"');
    expect(withFigures(once, report, charts)).toBe(once);
  });

  test('every row of a table has as many cells as its head', () => {
    const text = withFigures(marks.join('\n'), makeReport(results), charts);
    const blocks = text.split('\n\n').filter((block) => block.startsWith('| '));
    expect(blocks.length).toBe(7);
    for (const block of blocks) {
      const counts = block.split('\n').map((line) => line.split('|').length);
      expect(new Set(counts).size, block).toBe(1);
    }
  });

  test('without marks is refused', () => {
    expect(() => withFigures('# Title', report, charts)).toThrow('no place for figures');
  });
});

test('instruction sets are read from what the system tells of its processor', () => {
  expect(instructionSetsOf('processor : 0\nflags\t\t: fpu avx fma avx2 avx512f bmi1\n')).toEqual([
    'avx',
    'fma',
    'avx2',
    'avx512f',
  ]);
  expect(instructionSetsOf('Features\t: fp asimd\n')).toEqual(['asimd']);
  expect(instructionSetsOf('')).toEqual([]);
});

test('figures of the app stand beside their limits', () => {
  const lines = appTable([
    { name: 'start', unit: 's', value: 3.004, limit: 3 },
    { name: 'a move', unit: 'ms', value: 7.9999, limit: 8 },
    { name: 'import', unit: 's', value: 15.26, limit: null },
  ]).split('\n');
  expect(lines).toEqual(['start   3 s  ≤ 3 s MISSED', 'a move  8 ms  ≤ 8 ms met', 'import  15.3 s']);
});
