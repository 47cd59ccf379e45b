import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPlaywright, readVitest } from '../../build/scripts/test/stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

function report(content: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('counting Vitest', () => {
  const good = { fullName: 'adds', status: 'passed', failureMessages: [] };
  test('counts each test once, and a file that does not load as a failure', () => {
    const file = report({
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            good,
            { fullName: 'subtracts', status: 'failed', failureMessages: ['expected 1\nmore'] },
            { fullName: 'later', status: 'pending', failureMessages: [] },
          ],
        },
        { name: 'b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
      ],
    });
    expect(readVitest(file, 1)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 1,
      failures: ['a.test.ts: subtracts: expected 1', 'b.test.ts: Cannot find module'],
    });
  });

  test('a bad exit with only good tests is a failure', () => {
    const file = report({
      testResults: [{ name: 'a.test.ts', status: 'passed', message: '', assertionResults: [good] }],
    });
    expect(readVitest(file, 0).failed).toBe(0);
    expect(readVitest(file, 1).failed).toBe(1);
  });

  test('no report at all is a failure', () => {
    expect(readVitest(join(folder, 'none.json'), 0).failed).toBe(1);
  });
});

describe('counting Playwright', () => {
  const spec = (title: string, ok: boolean, message?: string) => ({
    title,
    ok,
    tests: [{ results: [{ error: message === undefined ? undefined : { message } }] }],
  });
  test('counts nested suites and names failures', () => {
    const file = report({
      stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 3 },
      suites: [
        {
          file: 'a.e2e.ts',
          specs: [spec('opens', true)],
          suites: [{ file: 'a.e2e.ts', specs: [spec('trains', false, '\u001b[31mTimeout\u001b[0m\nat x')] }],
        },
      ],
      errors: [],
    });
    expect(readPlaywright(file, 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 3,
      failures: ['a.e2e.ts: trains: Timeout'],
    });
  });
});
