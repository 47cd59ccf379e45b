import { afterAll, describe, expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../main/cli/commands/golden.ts';
import { goldenFolder, hasGolden, needsGolden, temporaryFolder, testEngine, unpackOwnCases } from './support.ts';

describe(`golden cases on ${testEngine.kind}`, () => {
  const { tf } = testEngine;

  test.skipIf(!hasGolden)(
    needsGolden('all 64 cases of the client agree with Keras'),
    async () => {
      const results = await runGolden(tf, goldenFolder);
      expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
      expect(results).toHaveLength(64);
    },
    120_000,
  );

  const folder = temporaryFolder();
  afterAll(folder.remove);

  test('all cases of our own agree with Keras, metrics included', async () => {
    unpackOwnCases(folder.path);
    const results = await runGolden(tf, folder.path);
    expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(170);
  }, 240_000);
});
