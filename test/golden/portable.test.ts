import { afterAll, expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../main/cli/commands/golden.ts';
import { loadEngine } from '../../main/engine/backend.ts';
import { goldenFolder, hasGolden, needsGolden, temporaryFolder, unpackOwnCases } from './folders.ts';

// A process of its own: the backend is one for the whole process.
const { tf } = await loadEngine('portable');
const folder = temporaryFolder();
afterAll(folder.remove);

test.skipIf(!hasGolden)(
  needsGolden('the portable engine agrees with Keras on all 64 cases of the client'),
  async () => {
    const results = await runGolden(tf, goldenFolder);
    expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
  },
  240_000,
);

test('the portable engine agrees with Keras on all cases of our own', async () => {
  unpackOwnCases(folder.path);
  const results = await runGolden(tf, folder.path);
  expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
}, 240_000);
