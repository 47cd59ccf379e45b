import { describe, expect, test } from 'vitest';
import { finalLines, forbiddenSkips, single, sum, type Tier } from '../../build/scripts/test/report.ts';

const tiers: readonly Tier[] = [
  { name: 'native engine', skipped: undefined },
  { name: 'Keras', skipped: 'no Python' },
  { name: 'Chromium', skipped: undefined },
  { name: 'Electron', skipped: 'no display' },
  { name: 'GPU', skipped: 'no NVIDIA driver' },
];

describe('the end of a test run', () => {
  test('gives a line per tier and the figures last', () => {
    const total = sum([single('tsc', []), { passed: 4, failed: 0, skipped: 2, failures: [] }]);
    const lines = finalLines(total, tiers);
    expect(lines.at(-1)).toBe('5 passed, 0 failed, 2 skipped');
    expect(lines).toContain('native engine: run');
    expect(lines).toContain('Keras: SKIPPED (no Python)');
    expect(lines).toHaveLength(7);
  });

  test('names every failure', () => {
    const lines = finalLines(single('oxlint', ['main/a.ts: no-floating-promises']), tiers);
    expect(lines.join('\n')).toContain('oxlint: main/a.ts: no-floating-promises');
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  test('only Electron and the card may be skipped in CI', () => {
    expect(forbiddenSkips(tiers, true).map((tier) => tier.name)).toEqual(['Keras']);
    expect(forbiddenSkips(tiers, false)).toEqual([]);
  });
});
