import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runCommand } from '../../../main/engine/setup/command.ts';
import { repository, single, type StageResult } from './report.ts';

const results = join(repository, 'node_modules', '.cache', 'weft', 'test-results');

/** Type check of every folder. */
export async function typecheck(): Promise<StageResult> {
  const { status, output } = await runCommand(process.execPath, [inModules('typescript', 'bin', 'tsc'), '-b'], {
    cwd: repository,
  });
  return single('tsc', status === 0 ? [] : problemLines(output));
}

/** Lint of every folder, warnings allowed. */
export async function lint(): Promise<StageResult> {
  const { status, output } = await runCommand(
    process.execPath,
    [inModules('oxlint', 'bin', 'oxlint'), '--quiet', '--format', 'unix'],
    { cwd: repository },
  );
  return single('oxlint', status === 0 ? [] : problemLines(output));
}

/** Vitest on the folders or files given; everything but the end-to-end tests when none is. */
export async function vitest(filters: readonly string[], environment: NodeJS.ProcessEnv): Promise<StageResult> {
  const file = freshFile('vitest.json');
  const options = [
    'run',
    '--config',
    join('build', 'vitest.config.ts'),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ];
  const status = await show([inModules('vitest', 'vitest.mjs'), ...options], environment);
  return readVitest(file, status);
}

/** Playwright on test/e2e. */
export async function playwright(filters: readonly string[], environment: NodeJS.ProcessEnv): Promise<StageResult> {
  const file = freshFile('playwright.json');
  const options = ['test', '--config', join('build', 'playwright.config.ts'), '--reporter=list,json', ...filters];
  const status = await show([inModules('@playwright', 'test', 'cli.js'), ...options], {
    ...environment,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  return readPlaywright(file, status);
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export function readVitest(file: string, status: number): StageResult {
  const report = readReport<VitestReport>(file);
  if (report === undefined) return single('vitest', [`ended with status ${status} and left no report`]);
  const count = { passed: 0, failed: 0, skipped: 0 };
  const failures: string[] = [];
  for (const testFile of report.testResults) {
    const name = testFile.name.replace(`${repository}/`, '');
    for (const test of testFile.assertionResults) {
      if (test.status === 'passed') count.passed += 1;
      else if (test.status === 'failed') {
        count.failed += 1;
        failures.push(`${name}: ${test.fullName}: ${firstLine(test.failureMessages[0] ?? '')}`);
      } else count.skipped += 1;
    }
    // A file that does not even load has no tests to count.
    if (testFile.status === 'failed' && !testFile.assertionResults.some((test) => test.status === 'failed')) {
      count.failed += 1;
      failures.push(`${name}: ${firstLine(testFile.message)}`);
    }
  }
  if (status !== 0 && count.failed === 0)
    return { ...count, failed: 1, failures: [`vitest: ended with status ${status} though no test failed`] };
  return { ...count, failures };
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly { readonly message?: string }[];
}

interface PlaywrightSuite {
  readonly file: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message?: string } }[] }[];
  }[];
}

export function readPlaywright(file: string, status: number): StageResult {
  const report = readReport<PlaywrightReport>(file);
  if (report === undefined) return single('playwright', [`ended with status ${status} and left no report`]);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failures = [
    ...report.suites.flatMap(failedSpecs),
    ...report.errors.map((error) => `playwright: ${firstLine(error.message ?? '')}`),
  ];
  const failed = Math.max(unexpected + flaky, status === 0 ? 0 : 1);
  return {
    passed: expected,
    failed,
    skipped,
    failures: failed > 0 && failures.length === 0 ? [`playwright: ended with status ${status}`] : failures,
  };
}

function failedSpecs(suite: PlaywrightSuite): readonly string[] {
  const own = suite.specs
    .filter((spec) => !spec.ok)
    .map((spec) => `${suite.file}: ${spec.title}: ${firstLine(spec.tests[0]?.results.at(-1)?.error?.message ?? '')}`);
  return [...own, ...(suite.suites ?? []).flatMap(failedSpecs)];
}

/** Runs a tool that prints its own progress; its output goes to standard error, where all progress goes. */
async function show(options: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, options, {
    cwd: repository,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 2, 2],
  });
  child.on('error', () => resolve(127));
  child.on('close', (status) => resolve(status ?? 1));
  return promise;
}

function readReport<Report>(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report; // the parts used here of what the test runner writes
  } catch {
    return undefined;
  }
}

function freshFile(name: string): string {
  mkdirSync(results, { recursive: true });
  rmSync(join(results, name), { force: true });
  return join(results, name);
}

function inModules(...parts: readonly string[]): string {
  return join(repository, 'node_modules', ...parts);
}

function problemLines(output: string): readonly string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^( |\d+ problems?$)/.test(line));
  return lines.length > 40 ? [...lines.slice(0, 40), `and ${lines.length - 40} more`] : lines;
}

function firstLine(text: string): string {
  return (stripVTControlCharacters(text).split('\n')[0] ?? '').slice(0, 300);
}
