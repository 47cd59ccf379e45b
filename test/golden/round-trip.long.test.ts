/** Golden models, the client's and our own, go on training in real Keras and back. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kerasPython } from '../keras/keras-judge.ts';
import { goldenFolder, hasGolden, unpackOwnCases } from './support.ts';
import { roundTrip } from './round-trip.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const target = temporaryFolder();
const own = temporaryFolder();

describe.skipIf(kerasPython === undefined)(
  `there and back with real Keras${kerasPython === undefined ? ' SKIPPED: no Keras' : ''}`,
  () => {
    test.skipIf(!hasGolden)(
      `all 64 cases of the client${hasGolden ? '' : ' SKIPPED: no ../shared'}`,
      async () => {
        const { count, wrong } = await roundTrip(goldenFolder, target, /./);
        expect(wrong).toEqual([]);
        expect(count).toBe(64);
      },
      600_000,
    );

    test('all cases of our own', async () => {
      unpackOwnCases(own);
      // The palette has layers only: the engine computes operations, a drawing refuses them by name.
      for (const name of readdirSync(own)) if (name.startsWith('operation_')) rmSync(join(own, name));
      const { count, wrong } = await roundTrip(
        own,
        target,
        /^(?:optimizer|adam|sgd|rms|nadam|constraints|regularizer|batch_norm|nested|block|.*_states$|multi_head_plain)/,
      );
      expect(wrong).toEqual([]);
      expect(count).toBeGreaterThan(170);
    }, 900_000);
  },
);
