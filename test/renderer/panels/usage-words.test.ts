import { expect, test } from 'vitest';
import { usageWords } from '../../../renderer/training/usage-words.ts';
import type { Usage } from '../../../shared/contract/usage.ts';
import { translator } from '../../../shared/i18n/translate.ts';

const usage: Usage = {
  process: { bytes: 505_000_000, mostBytes: 612_000_000, busy: 1.71, processors: 2 },
  card: { name: 'NVIDIA H100', bytes: 3_270_000_000, totalBytes: 85_500_000_000, busy: 0.874 },
};

test('a live run tells of its card and its process, in both languages', () => {
  expect(usageWords({ usage, status: 'running' }, translator('en'))).toEqual([
    'NVIDIA H100: 87 % busy · 3.27 GB of its 85.5 GB of memory in use',
    'Training takes 505 MB of memory and keeps 1.7 of 2 processors busy',
  ]);
  expect(usageWords({ usage, status: 'paused' }, translator('zh-Hans'))).toEqual([
    'NVIDIA H100：使用率 87% · 显存已用 3.27 GB / 85.5 GB',
    '训练占用内存 505 MB，使用 1.7 / 2 个处理器',
  ]);
});

test('what a card does not tell is left out', () => {
  const silent = { card: { name: 'GRID', bytes: null, totalBytes: null, busy: null } };
  expect(usageWords({ usage: silent, status: 'running' }, translator('en'))).toEqual(['GRID']);
  const idle = { card: { name: 'GRID', bytes: null, totalBytes: null, busy: 0 } };
  expect(usageWords({ usage: idle, status: 'running' }, translator('en'))).toEqual(['GRID: 0 % busy']);
});

test('a run that has ended tells the most memory; one without reports tells nothing', () => {
  expect(usageWords({ usage, status: 'finished' }, translator('en'))).toEqual(['It took at most 612 MB of memory']);
  expect(usageWords({ usage, status: 'stopped' }, translator('zh-Hans'))).toEqual(['内存最多占用 612 MB']);
  expect(usageWords({ usage: undefined, status: 'running' }, translator('en'))).toEqual([]);
});
