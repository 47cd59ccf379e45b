import { describe, expect, test } from 'vitest';
import { goldenLine, type GoldenResult, runGolden } from '../../main/cli/commands/golden.ts';
import { createTracer } from '../../main/engine/traced/tracer.ts';
import { goldenFolder, hasGolden, needsGolden, testEngine, unpackOwnCases } from './support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe(`golden cases on ${testEngine.kind}`, () => {
  const { tf } = testEngine;
  const tracer = createTracer(tf);
  const canReplay = tracer !== null;
  tracer?.dispose();
  /** Cases that ran op by op although this engine replays. */
  const eager = (results: readonly GoldenResult[]): readonly string[] =>
    results
      .filter(({ outcome }) => canReplay && outcome.kind === 'pass' && outcome.eagerBecause !== null)
      .map(goldenLine);

  test.skipIf(!hasGolden)(
    needsGolden('all 64 cases of the client agree with Keras'),
    async () => {
      const results = await runGolden(tf, goldenFolder);
      expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
      expect(results).toHaveLength(64);
      expect(eager(results)).toEqual([]);
    },
    120_000,
  );

  const folder = temporaryFolder();

  test('all cases of our own agree with Keras, metrics included', async () => {
    unpackOwnCases(folder);
    const results = await runGolden(tf, folder);
    expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(170);
    expect(eager(results)).toEqual([]);
  }, 480_000);
});
