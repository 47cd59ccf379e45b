import { expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../main/cli/commands/golden.ts';
import { loadEngine } from '../../main/engine/backend.ts';
import { goldenFolder, hasGolden, needsGolden, unpackOwnCases } from './folders.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// A process of its own: the backend is one for the whole process.
const { tf } = await loadEngine('portable');
const folder = temporaryFolder();

test.skipIf(!hasGolden)(
  needsGolden('the portable engine agrees with Keras on all 64 cases of the client'),
  async () => {
    const results = await runGolden(tf, goldenFolder);
    expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
  },
  240_000,
);

test('the portable engine agrees with Keras on all cases of our own', async () => {
  unpackOwnCases(folder);
  const results = await runGolden(tf, folder);
  expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
}, 240_000);
