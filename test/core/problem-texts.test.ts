/** Problems of projects, files, runs and processes have a text in both languages, with every value in its place. */
import { describe, expect, test } from 'vitest';
import { languages } from '../../shared/i18n/index.ts';
import { problemText, translator } from '../../shared/i18n/translate.ts';
import { problem, problemCodes } from '../../shared/problem.ts';

const areas = ['training', 'project', 'file', 'run', 'model', 'export', 'engine', 'call', 'internal'];
const codes = problemCodes.filter((code) => areas.includes(code.split('/')[0] ?? ''));

describe.each(languages)('in %s', (language) => {
  const t = translator(language);
  test.each(codes)('%s', (code) => {
    const text = problemText(problem(code, {}), t);
    expect(text).not.toContain('problem.');
    expect(text.length).toBeGreaterThan(8);
  });
});

test('values and reasons are put into the sentence', () => {
  const found = problem('project/unreadable', { reason: 'wrong-value', place: 'graph.nodes.0.id' });
  expect(problemText(found, translator('en'))).toBe(
    'This file is no project that can be read: a value is missing or wrong, at graph.nodes.0.id. It was left as it is.',
  );
  expect(problemText(found, translator('zh-Hans'))).toContain('有值缺失或错误，位置：graph.nodes.0.id');
});
