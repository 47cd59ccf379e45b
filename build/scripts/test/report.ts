import { join } from 'node:path';

export const repository = join(import.meta.dirname, '..', '..', '..');

/** Figures of one stage, and the names of what failed in it. */
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
}

/** A part of the tests that needs something which a machine may lack. */
export interface Tier {
  readonly name: 'native engine' | 'Keras' | 'Chromium' | 'Electron' | 'GPU';
  /** Why it is skipped; undefined when it is run. */
  readonly skipped: string | undefined;
}

/** Prints a line of what is going on; standard output is kept for the results. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function sum(results: readonly StageResult[]): StageResult {
  return {
    passed: results.reduce((total, result) => total + result.passed, 0),
    failed: results.reduce((total, result) => total + result.failed, 0),
    skipped: results.reduce((total, result) => total + result.skipped, 0),
    failures: results.flatMap((result) => result.failures),
  };
}

/** One result for a check that is either good or not. */
export function single(name: string, problems: readonly string[]): StageResult {
  return problems.length === 0
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: problems.map((problem) => `${name}: ${problem}`) };
}

/** With CI=true a machine must have everything but a display and a card. */
export function forbiddenSkips(tiers: readonly Tier[], isCi: boolean): readonly Tier[] {
  return isCi
    ? tiers.filter((tier) => tier.skipped !== undefined && tier.name !== 'Electron' && tier.name !== 'GPU')
    : [];
}

/** The last lines of the whole: failures, a line per tier, and the figures. */
export function finalLines(result: StageResult, tiers: readonly Tier[]): readonly string[] {
  return [
    ...(result.failures.length === 0 ? [] : ['', 'FAILED:', ...result.failures.map((failure) => `  ${failure}`)]),
    '',
    ...tiers.map((tier) => `${tier.name}: ${tier.skipped === undefined ? 'run' : `SKIPPED (${tier.skipped})`}`),
    `${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`,
  ];
}
